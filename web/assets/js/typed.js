/* What is typed is kept on the server a moment after the last key, and comes back with how much it sounds like you. Typing never waits. */
import { post } from "./ask.js";
import { onSaid } from "./live.js";
import { _ } from "./texts.js";

const PAUSE = 400; // milliseconds without a key
const LATER = 5000; // after too many in a minute, or without a connection

export class Typed {
  constructor(desk) {
    this.desk = desk;
    this.next = null; // {id, text}
    this.timer = 0;
    onSaid("style", (said) => this.sounds(said));
  }

  soon(id, text, drafted) {
    this.next = { id, text };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), PAUSE);
    if (text === drafted) this.asDrafted();
  }

  async now() {
    clearTimeout(this.timer);
    const { next } = this;
    if (!next) return;
    this.next = null;
    const answer = await post(`/review/${next.id}/typed`, { text: next.text });
    if ([0, 429].includes(answer.code) && !this.next) {
      this.next = next;
      this.timer = setTimeout(() => this.now(), LATER);
    } else if (answer.ok) this.say(next.id, answer.kept ? _("your unsent edit is kept") : _("edited"));
  }

  never(id) {
    if (this.next?.id !== id) return;
    clearTimeout(this.timer);
    this.next = null;
  }

  say(id, words) {
    const form = this.desk.querySelector(`[data-answer][data-id="${id}"]`);
    if (form) form.querySelector("[data-kept]").textContent = words;
  }

  sounds({ id, score }) {
    const form = this.desk.querySelector(`[data-answer][data-id="${id}"]`);
    const field = form?.querySelector("[data-draft]");
    if (!field || field.value === field.dataset.drafted || !field.value.trim()) return;
    form.querySelector("[data-sounds]").textContent = _("sounds like you {score}", { score });
    this.draw(form, score);
  }

  asDrafted() {
    const form = this.desk.querySelector("[data-answer]");
    if (!form) return;
    form.querySelector("[data-sounds]").textContent = "";
    const measure = form.querySelector("[data-style]");
    if (measure) this.draw(form, Number(measure.dataset.draftedScore));
  }

  draw(form, score) {
    const measure = form.querySelector("[data-style]");
    if (!measure) return;
    const bar = measure.querySelector("progress");
    bar.value = score;
    bar.className = score >= 40 ? "tone-leaf" : "tone-amber";
    measure.querySelector("b").textContent = score;
    measure.querySelector("[data-style-said]").textContent = _("{score} of 100", { score });
  }
}
