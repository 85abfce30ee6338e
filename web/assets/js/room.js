/* The review room: opens letters, takes decisions at once and makes them good afterwards, follows what others do. */
import { page, post } from "./ask.js";
import { Bulk } from "./bulk.js";
import { Draft } from "./draft.js";
import { showCount } from "./fresh.js";
import { listenToHands } from "./hands.js";
import { onMoved, settled } from "./live.js";
import { note } from "./notes.js";
import { Presence } from "./presence.js";
import { Queue } from "./queue.js";
import { _ } from "./texts.js";
import { refreshTimes } from "./times.js";
import { Undo } from "./undo.js";

const AHEAD = 4; // letters fetched before one asks for them
const SLOW = 200; // milliseconds after which a skeleton is shown

export class Room {
  constructor(element) {
    this.element = element;
    this.desk = element.querySelector("[data-desk]");
    this.address = element.dataset.address;
    this.open = this.desk.dataset.open || null;
    this.cache = new Map(); // id -> promise of the letter's HTML
    this.queue = new Queue(element.querySelector("[data-queue]"));
    this.draft = new Draft(this.desk);
    this.undo = new Undo(element.querySelector("[data-undo]"), (ids) => this.again(ids));
    this.sync = settled(() => this.refresh(), 200);
    this.bulk = new Bulk(this);
    this.presence = new Presence(element);
    this.wakes = 0;
    this.queue.element.addEventListener("chosen", () => this.refresh().then(() => this.step(0)));
    this.queue.element.addEventListener("scroll", () => this.more(), { capture: true, passive: true });
    this.queue.element.addEventListener("counted", (event) => showCount(event.detail));
    onMoved((moved) => this.moved(moved));
    listenToHands(this);
    if (this.open) this.laid();
    this.wakeInTime();
  }

  /** Lay the letter `id` on the desk; null: the empty desk. */
  async lay(id, { fresh = false } = {}) {
    if (this.open) this.draft.keep(this.open);
    this.open = id;
    this.element.classList.remove("is-rejecting");
    this.queue.mark(id);
    history.replaceState(null, "", id ? `${this.address}/${id}` : this.address);
    if (!id) this.presence.at(null);
    if (!id) return this.desk.replaceChildren(this.element.querySelector("[data-empty]").content.cloneNode(true));
    if (fresh) this.cache.delete(id);
    const slow = setTimeout(() => this.open === id && this.skeleton(), SLOW);
    const html = await this.fetch(id);
    clearTimeout(slow);
    if (this.open !== id) return;
    const hadHand = this.desk.contains(document.activeElement);
    if (html === null) return note(_("This letter cannot be shown just now. Try again in a moment."), { problem: true });
    const scroll = fresh ? this.desk.querySelector(".letter-pane")?.scrollTop : 0;
    this.desk.innerHTML = html;
    if (scroll) this.desk.querySelector(".letter-pane").scrollTop = scroll;
    if (!fresh) this.element.scrollTop = this.desk.scrollTop = 0; // where they scroll, on small screens
    this.laid();
    if (hadHand) this.desk.querySelector("[data-letter]")?.focus({ preventScroll: true }); // nobody is thrown to the top of the page
  }

  laid() {
    this.draft.laid(this.open);
    this.presence.at(this.open);
    this.presence.draw();
    refreshTimes(this.desk);
    let id = this.open;
    for (let ahead = 0; ahead < AHEAD && id; ahead += 1) {
      id = this.queue.near(id, 1);
      if (id) this.fetch(id);
    }
  }

  skeleton() { this.desk.replaceChildren(this.element.querySelector("[data-skeleton]").content.cloneNode(true)); }

  fetch(id) {
    if (!this.cache.has(id)) {
      const html = page(`${this.address}/${id}/letter`);
      this.cache.set(id, html);
      html.then((found) => found === null && this.cache.delete(id));
    }
    return this.cache.get(id);
  }

  step(by) {
    const id = this.queue.near(this.open, by);
    if (id && id !== this.open) this.lay(id);
  }

  /** The next letter is there before the server has answered; what it refuses comes back with its sentence. */
  async decide(verb, fields, { id = this.open, group = id, address = `${this.address}/${id}/${verb}`, undo = {}, keepsTyped = false } = {}) {
    if (!id || !this.queue.has(id)) return null;
    const text = fields.text;
    const wasOpen = id === this.open;
    const next = wasOpen ? this.queue.after(id) : this.open;
    this.queue.take(id);
    if (!keepsTyped) this.draft.decide(id);
    if (wasOpen) this.lay(next);
    const answer = await post(address, fields);
    this.cache.delete(id);
    if (answer.ok) {
      if (!keepsTyped) this.draft.forget(id);
      if (undo) this.undo.add(id, answer.until, group, undo.saysItself ? { ...undo, what: answer.sentence.replace(/\.$/, "") } : undo);
      else note(answer.sentence);
      setTimeout(() => this.queue.leaving.delete(id), 5000);
    } else await this.refused(id, answer, text);
    return answer;
  }

  async refused(id, answer, text) {
    this.queue.leaving.delete(id);
    await this.refresh();
    if (!this.queue.has(id)) return note(answer.sentence, { problem: true });
    await this.lay(id, { fresh: true });
    if (text !== undefined && this.draft.field) this.draft.write(text);
    if (this.draft.form) this.draft.say(answer.sentence);
    else note(answer.sentence, { problem: true });
  }

  approve() {
    const form = this.draft.form;
    const problem = form && this.draft.problem();
    if (problem) this.draft.say(problem);
    else if (form) this.decide("approve", { text: this.draft.text, revision: form.elements.revision.value, private: this.draft.isPrivate ? "yes" : "" });
  }

  reject(reason) { this.decide("reject", { reason, revision: this.draft.form.elements.revision.value }); }

  /** What leaves the queue goes at once, as a decision does; what is shown again stays where it is. */
  async moderate(form) {
    const { action: address, dataset } = form;
    const fields = { revision: form.elements.revision.value };
    const undo = dataset.takeBack ? { address: dataset.takeBack, what: _("Taken from the public") } : null;
    if ("leaves" in dataset && this.queue.has(this.open)) return this.decide("", fields, { address, undo });
    const id = this.open;
    const answer = await post(address, fields);
    note(answer.sentence, { problem: !answer.ok });
    this.sync();
    return this.open === id && this.lay(id, { fresh: true });
  }

  async redraft(hint) {
    const id = this.open;
    this.rewrites(id);
    const answer = await post(`${this.address}/${id}/redraft`, { hint, revision: this.draft.form.elements.revision.value });
    if (!answer.ok) {
      this.queue.rewriting.delete(id);
      note(answer.sentence, { problem: true });
    }
    if (this.open === id) await this.lay(id, { fresh: true });
  }

  /** What a person said it is: junk leaves the queue, anything else stays until its new draft is there. */
  async relabel(form, pressed) {
    const id = this.open;
    const answer = await post(pressed?.getAttribute("formaction") || form.action, new FormData(form));
    if (!answer.ok) {
      note(answer.sentence, { problem: true });
      return this.open === id && this.lay(id, { fresh: true });
    }
    note(answer.sentence);
    this.cache.delete(id);
    if (answer.status === "rejected" && this.queue.has(id)) return this.left(id);
    if (answer.status === "classified") this.rewrites(id);
    this.sync();
    return this.open === id && this.lay(id, { fresh: true });
  }

  /** A letter left the queue without a decision on its draft. */
  left(id) {
    const next = this.queue.after(id);
    this.queue.take(id);
    this.undo.add(id, "", id, { what: _("Labelled, not answered") });
    setTimeout(() => this.queue.leaving.delete(id), 5000);
    return this.open === id && this.lay(next);
  }

  rewrites(id) {
    this.queue.rewriting.add(id);
    this.queue.row(id)?.classList.add("is-rewriting");
    this.draft.forget(id);
  }

  /** Letters wait again: show the first. */
  async again(ids) {
    for (const id of ids) {
      this.queue.leaving.delete(id);
      this.cache.delete(id);
    }
    await this.refresh();
    this.lay(ids[0], { fresh: true });
  }

  moved(moved) {
    if (!moved) {
      this.queue.paged.clear();
      return this.sync();
    }
    this.cache.delete(moved.id);
    if (moved.status !== "in_review") this.queue.paged.delete(moved.id);
    if (!["approved", "rejected"].includes(moved.status)) this.undo.drop(moved.id);
    if (moved.status === "in_review" && this.queue.rewriting.delete(moved.id) && moved.id === this.open) this.lay(moved.id, { fresh: true });
    else if (!["in_review", "classified"].includes(moved.status)) {
      this.queue.rewriting.delete(moved.id);
      if (moved.id === this.open) this.lay(moved.id, { fresh: true });
    }
    return this.sync();
  }

  async refresh() {
    const html = await page(`${this.element.dataset.queueAddress}?chip=${this.queue.chip}`);
    if (html === null) return;
    this.queue.refresh(html);
    this.presence.draw();
    this.wakeInTime();
    if (!this.open || !this.desk.querySelector("[data-letter]")) {
      const first = this.queue.near(null, 0);
      if (first) this.lay(first);
    }
  }

  /** The next page, when the end of the loaded rows comes near. */
  async more(isAsked = false) {
    const { list, chip } = this.queue;
    const { older } = list.dataset;
    const isNear = list.scrollHeight - list.scrollTop - list.clientHeight < 800;
    if (!older || this.asking || !(isNear || isAsked)) return;
    this.asking = true;
    const html = await page(`${this.element.dataset.queueAddress}?chip=${chip}&after=${older}`);
    this.asking = false;
    if (html !== null && chip === this.queue.chip) this.queue.append(html);
    this.presence.draw();
  }

  /** What was put off comes back at its time, without anybody asking. */
  wakeInTime() {
    clearTimeout(this.wakes);
    const at = new Date(this.queue.list.dataset.wakes || NaN).getTime();
    if (at) this.wakes = setTimeout(() => this.refresh(), Math.min(Math.max(at - Date.now() + 500, 500), 2 ** 31 - 1));
  }
}
