/* The bar that holds the last decisions while they can still be taken back. */
import { post } from "./ask.js";
import { note } from "./notes.js";
import { _ } from "./texts.js";

const THINK = 10_000; // milliseconds; a rejected letter can be laid back at any time, the bar only offers it so long

export class Undo {
  constructor(element, back) {
    this.element = element;
    this.back = back; // what to do with a letter that waits again
    this.waiting = []; // {id, until, sends, group}, newest last
    element.querySelector("[data-undo-press]").addEventListener("click", () => this.press());
    setInterval(() => this.draw(), 250);
  }

  /** `until` is when it goes out, "" when nothing does; what shares a `group` is taken back together. */
  add(id, until, group = id, { address = `/messages/${id}/undo`, what = "", fields = {}, stays = false } = {}) {
    this.waiting.push({ id, address, fields, stays, name: what, until: until ? new Date(until).getTime() : Date.now() + THINK, sends: Boolean(until), group });
    this.element.querySelector(".undo-stamp").classList.remove("lands");
    this.draw();
    document.querySelector("[data-undo-said]").textContent = _("{what}. U takes it back.", { what: this.what(this.last) });
    requestAnimationFrame(() => this.element.querySelector(".undo-stamp").classList.add("lands"));
  }

  /** Somebody or something went on with the letter; what `stays` can be taken back all the same. */
  drop(id) { this.waiting = this.waiting.filter((one) => one.id !== id || one.stays); }

  /** Those that one press takes back. */
  get last() { return this.waiting.filter((one) => one.group === this.waiting.at(-1).group); }

  draw() {
    this.waiting = this.waiting.filter((one) => one.until > Date.now());
    this.element.hidden = !this.waiting.length;
    if (!this.waiting.length) return;
    const { last } = this;
    this.element.classList.toggle("is-rejection", !last[0].sends);
    this.element.querySelector("[data-undo-what]").textContent = this.what(last);
    this.element.querySelector("[data-undo-left]").textContent = this.left(last[0]) + this.before(last.length);
  }

  what({ length, 0: { sends, name } }) {
    if (name) return name;
    if (length > 1) return sends ? _("{count} letters approved", { count: length }) : _("{count} letters not answered", { count: length });
    return sends ? _("Approved") : _("Not answered");
  }

  left({ sends, until }) {
    if (!sends) return "";
    if (document.querySelector(".stopped")) return _("waits, everything is stopped");
    return _("goes out in {count} s", { count: Math.ceil((until - Date.now()) / 1000) });
  }

  before(count) {
    const more = this.waiting.length - count;
    return more ? `, ${_("{count} more before", { count: more })}` : "";
  }

  async press() {
    if (!this.waiting.length) return;
    const { last } = this;
    this.waiting = this.waiting.filter((one) => !last.includes(one));
    this.draw();
    const answers = await Promise.all(last.map(({ address, fields }) => post(address, fields)));
    for (const answer of answers.filter(({ ok }) => !ok)) note(answer.sentence, { problem: true });
    const taken = last.filter((one, place) => answers[place].ok);
    if (!taken.length) return;
    note(taken.length > 1 ? _("{count} letters wait for you again; nothing was sent.", { count: taken.length }) : answers.find(({ ok }) => ok).sentence);
    this.back(taken.map(({ id }) => id));
  }
}
