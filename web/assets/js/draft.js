/* The answer that is being edited: how long it is, whether it still is the draft, and what was typed for later. */
const bytes = new TextEncoder();
const typed = new Map(); // id -> text, for letters one has left with an unfinished edit

export class Draft {
  constructor(desk) {
    this.desk = desk;
    desk.addEventListener("input", (event) => event.target.matches("[data-draft]") && this.measure());
    desk.addEventListener("click", (event) => this.clicked(event));
  }

  get field() { return this.desk.querySelector("[data-draft]"); }
  get form() { return this.desk.querySelector("[data-answer]"); }
  get text() { return this.field?.value ?? ""; }

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
    if (!this.text.trim()) return "There is no text to send yet.";
    return this.form.querySelector("[data-bytes]").classList.contains("is-over") ? "This is longer than the platform takes. Make it shorter." : "";
  }

  /** Before this letter leaves the desk. */
  keep(id) {
    if (!this.field) return;
    if (this.field.value === this.field.dataset.drafted) typed.delete(id);
    else typed.set(id, this.field.value);
  }

  forget(id) { typed.delete(id); }

  measure() {
    const { field, form } = this;
    const limit = Number(field.dataset.limit);
    const size = bytes.encode(field.value.trim()).length;
    const shown = form.querySelector("[data-bytes]");
    shown.textContent = size > limit ? `${(size - limit).toLocaleString("en")} bytes too long` : `${size.toLocaleString("en")} of ${limit.toLocaleString("en")} bytes`;
    shown.classList.toggle("is-over", size > limit);
    form.querySelector("[data-peek] q").textContent = field.value;
    form.querySelector("[data-edited]").hidden = !field.dataset.drafted || field.value === field.dataset.drafted;
    form.querySelector("[data-problem]").hidden = true;
  }

  say(sentence) {
    const problem = this.form?.querySelector("[data-problem]");
    if (!problem) return;
    problem.textContent = sentence;
    problem.hidden = false;
  }

  write(text) {
    this.field.value = text;
    this.measure();
    this.field.focus();
  }

  clicked(event) {
    const take = event.target.closest("[data-take]");
    if (take) this.write(take.dataset.take);
    if (event.target.closest("[data-reset]")) this.write(this.field.dataset.drafted);
  }
}
