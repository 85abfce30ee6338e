/* Many letters at once: a few that are selected are decided here one by one, more of them and whole chips in the background. */
import { page, post } from "./ask.js";
import { onMoved, onSaid, settled } from "./live.js";
import { note } from "./notes.js";
import { _ } from "./texts.js";

const BY_HAND = 25; // as many are decided here, each with its undo
const escaped = (text) => new Option(text).innerHTML;

export class Bulk {
  constructor(room) {
    this.room = room;
    this.form = room.element.querySelector("[data-bulk]");
    this.said = this.form.querySelector("[data-bulk-count]").parentElement;
    this.place = room.element.querySelector("[data-bulk-place]");
    this.isAll = false;
    this.look = settled(() => this.draw(), 150);
    room.queue.element.addEventListener("selected", (event) => this.selected(event.detail));
    room.queue.element.addEventListener("click", (event) => this.clicked(event));
    room.queue.element.addEventListener("submit", (event) => this.submitted(event));
    onSaid("bulk", ({ id }) => id === this.job && this.look());
    onMoved((moved) => moved || this.look());
  }

  get job() { return this.place.querySelector("[data-bulk-job]")?.dataset.bulkJob; }

  selected(ids) {
    if (ids.length) this.isAll = false;
    if (!this.isAll) this.show(_("<strong>{count}</strong> selected", { count: ids.length }), ids.length > 0);
  }

  /** All letters of the chip, also those that are not loaded. */
  all() {
    const chip = this.room.queue.element.querySelector('[data-chip][aria-pressed="true"]');
    if (!chip) return;
    this.isAll = true;
    const gaps = { count: escaped(chip.querySelector(".figure").textContent), word: escaped(chip.dataset.word) };
    this.show(chip.dataset.chip === "all" ? _("<strong>All {count}</strong> that wait", gaps) : _("<strong>All {count}</strong> of “{word}”", gaps), true);
    this.form.querySelector("[data-bulk-clear]").focus(); // so much is not decided by one key too many
  }

  show(html, isOpen) {
    this.form.hidden = !isOpen;
    this.said.innerHTML = html;
  }

  clear() {
    this.isAll = false;
    for (const id of [...this.room.queue.selected]) this.room.queue.select(id);
    this.show("", false);
  }

  clicked(event) {
    if (event.target.closest("[data-bulk-all]")) this.all();
    if (event.target.closest("[data-bulk-clear]")) this.clear();
    if (event.target.closest("[data-bulk-hide]")) this.place.replaceChildren();
  }

  submitted(event) {
    const { target: form, submitter } = event;
    if (form === this.form) {
      event.preventDefault();
      this.begin(submitter.value, new FormData(form, submitter));
    } else if (form.matches("[data-bulk-act]")) {
      event.preventDefault();
      this.tell(post(form.action));
    }
  }

  begin(verb, fields) {
    const ids = [...this.room.queue.selected];
    if (!this.isAll && ids.length <= BY_HAND && ["approve", "reject"].includes(verb)) return this.byHand(verb, ids);
    fields.set("ids", this.isAll ? "" : ids.join(","));
    fields.set("chip", this.isAll ? this.room.queue.filter : "");
    this.clear();
    return this.tell(post(this.form.action, fields));
  }

  async byHand(verb, ids) {
    const delicate = verb === "approve" ? ids.filter((id) => this.room.queue.row(id)?.matches("[data-delicate]")) : [];
    const group = {};
    let done = 0;
    for (const id of ids.filter((one) => !delicate.includes(one))) {
      const answer = await this.room.decide(verb, { revision: this.room.queue.row(id)?.dataset.revision ?? "" }, { id, group });
      done += answer?.ok ? 1 : 0;
    }
    this.clear();
    if (done === ids.length) return;
    note([decided(verb, { done, count: ids.length }), leftOut(delicate.length)].filter(Boolean).join(" "), { problem: true });
  }

  async tell(asked) {
    const answer = await asked;
    if (!answer.ok) return note(answer.sentence, { problem: true });
    await this.draw(answer.job);
    return this.room.sync();
  }

  async draw(id = this.job) {
    if (!id) return;
    const html = await page(`/review/bulk/${id}`);
    if (html === null) return;
    const had = this.place.contains(document.activeElement);
    this.place.innerHTML = html;
    if (had) this.place.querySelector("button")?.focus();
    if (!this.place.querySelector('[data-at-work="yes"]')) this.room.sync();
  }
}

const decided = (verb, gaps) => verb === "approve" ? _("{done} of {count} letters approved as drafted.", gaps) : _("{done} of {count} letters rejected.", gaps);

function leftOut(count) {
  if (!count) return "";
  return count === 1 ? _("{count} is delicate and waits for a look of yours.", { count }) : _("{count} are delicate and wait for a look of yours.", { count });
}
