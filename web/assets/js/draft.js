/* The answer that is being edited: how long it is, whether it still is the draft, and what was typed for later. */
import { _, number } from "./texts.js";
import { Typed } from "./typed.js";

const bytes = new TextEncoder();
const typed = new Map(); // id -> text, for letters one has left with an unfinished edit

export class Draft {
  constructor(desk) {
    this.desk = desk;
    this.kept = new Typed(desk);
    desk.addEventListener("input", (event) => event.target.matches("[data-draft], [data-private]") && this.changed());
    desk.addEventListener("click", (event) => this.clicked(event));
  }

  get field() { return this.desk.querySelector("[data-draft]"); }
  get form() { return this.desk.querySelector("[data-answer]"); }
  get isPrivate() { return Boolean(this.desk.querySelector("[data-private]")?.checked); }
  /** A private answer may be as long as a direct message. */
  get limit() { return Number((this.isPrivate ? this.desk.querySelector("[data-private]") : this.field).dataset.limit); }
  get text() { return this.field?.value ?? ""; }

  changed() {
    this.measure();
    this.kept.soon(this.form.dataset.id, this.text, this.field.dataset.drafted);
  }

  /** After another letter was laid on the desk. */
  laid(id) {
    if (this.field && typed.has(id)) this.field.value = typed.get(id);
    if (!this.field) return;
    this.measure();
    this.watch();
  }

  /** On a phone the buttons stand above the fold: a line of the answer stands with them until the answer itself is seen. */
  watch() {
    const peek = this.form.querySelector("[data-peek]");
    this.watcher?.disconnect();
    this.watcher = new IntersectionObserver(([seen]) => peek.classList.toggle("is-seen", seen.isIntersecting), { threshold: 0.4 });
    this.watcher.observe(this.field);
  }

  /** Why this cannot be sent as it stands; "" when it can. The server asks the same. */
  problem() {
    if (!this.text.trim()) return _("There is no text to send yet.");
    return this.form.querySelector("[data-bytes]").classList.contains("is-over") ? _("This is longer than the platform takes. Make it shorter.") : "";
  }

  /** Before this letter leaves the desk. */
  keep(id) {
    if (!this.field) return;
    this.kept.now();
    if (this.field.value === this.field.dataset.drafted) typed.delete(id);
    else typed.set(id, this.field.value);
  }

  /** It is being decided: what is typed needs to be kept no more, unless the decision is refused. */
  decide(id) { this.kept.never(id); }

  forget(id) { typed.delete(id); }

  measure() {
    const { field, form, limit } = this;
    const size = bytes.encode(field.value.trim()).length;
    const shown = form.querySelector("[data-bytes]");
    shown.textContent = size > limit ? _("{count} bytes too long", { count: number(size - limit) }) : _("{size} of {limit} bytes", { size: number(size), limit: number(limit) });
    shown.classList.toggle("is-over", size > limit);
    this.peek(form.querySelector("[data-peek]"));
    form.querySelector("[data-edited]").hidden = !field.dataset.drafted || field.value === field.dataset.drafted;
    form.querySelector("[data-problem]").hidden = true;
  }

  /** Without an answer the line keeps what the server said there. */
  peek(line) {
    const [said, words] = line.children;
    said.dataset.blank ??= this.field.dataset.drafted ? "" : said.textContent;
    said.textContent = this.field.value.trim() ? _("the answer") : said.dataset.blank;
    words.textContent = this.field.value;
  }

  say(sentence) {
    const problem = this.form?.querySelector("[data-problem]");
    if (!problem) return;
    problem.textContent = sentence;
    problem.hidden = false;
  }

  /** Lay `text` into the field as typing would, so that Ctrl+Z brings back what stood there. */
  write(text) {
    const { field } = this;
    field.focus({ preventScroll: true });
    field.select();
    const isTyped = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
    if (!isTyped) field.value = text;
    this.changed();
  }

  /** Use the words of the button `take`. The hand stays where it was: on the keys, or in the field after a click. */
  take(take, { stay }) {
    const before = document.activeElement;
    this.write(take.dataset.take);
    this.field.closest(".draft").scrollIntoView({ block: "nearest" });
    if (stay) before === this.field || before === document.body ? this.field.blur() : before.focus({ preventScroll: true });
  }

  /** The button that the digit `number` presses. */
  choice(number) { return this.desk.querySelectorAll("[data-take]")[number - 1]; }

  /** Ctrl+Z while the hand is not in the field. */
  takeBack() {
    this.field.focus();
    document.execCommand("undo");
    this.measure();
  }

  clicked(event) {
    const take = event.target.closest("[data-take]");
    if (take) this.take(take, { stay: matchMedia("(pointer: coarse)").matches });
    if (event.target.closest("[data-reset]")) this.write(this.field.dataset.drafted);
  }
}
