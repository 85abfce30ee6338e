/* The column of letters: which are shown, which is open, which are selected. */
import { refreshTimes } from "./times.js";

export class Queue {
  constructor(element) {
    this.element = element;
    this.filter = "all";
    this.selected = new Set();
    this.leaving = new Set(); // decided here, not yet confirmed by the server
    this.rewriting = new Set(); // the avatar writes another draft
    element.addEventListener("click", (event) => this.clicked(event));
  }

  get rows() { return [...this.element.querySelectorAll(".row:not(.leaves)")]; }
  get shown() { return this.rows.filter((row) => !row.hidden); }
  row(id) { return this.element.querySelector(`.row[data-id="${id}"]`); }
  has(id) { return Boolean(this.row(id)) && !this.leaving.has(id); }

  /** The id of the letter `step` places from `id`; null beyond both ends. */
  near(id, step) {
    const ids = this.shown.map((row) => row.dataset.id);
    const place = ids.indexOf(id);
    return place < 0 ? ids[0] ?? null : ids[place + step] ?? null;
  }

  /** Where one goes when `id` has been decided: the next, or the one before if it was the last. */
  after(id) { return this.near(id, 1) ?? this.near(id, -1); }

  mark(id) {
    for (const link of this.element.querySelectorAll(".row > a")) link.removeAttribute("aria-current");
    const link = this.row(id)?.querySelector("a");
    link?.setAttribute("aria-current", "true");
    link?.scrollIntoView({ block: "nearest" });
  }

  take(id) {
    const row = this.row(id);
    this.leaving.add(id);
    this.selected.delete(id);
    if (!row) return;
    row.classList.add("leaves");
    setTimeout(() => row.isConnected && this.leaving.has(id) && row.remove(), 160);
    this.count();
  }

  select(id) {
    if (!this.selected.delete(id)) this.selected.add(id);
    this.row(id)?.classList.toggle("is-selected", this.selected.has(id));
    this.bulk();
  }

  bulk() {
    const bar = this.element.querySelector("[data-bulk]");
    bar.hidden = this.selected.size === 0;
    bar.querySelector("[data-bulk-count]").textContent = this.selected.size;
  }

  /** Take over what the server says stands in the queue, without moving what the hand is on. */
  refresh(html) {
    const next = new DOMParser().parseFromString(html, "text/html").body;
    const wanted = [...next.querySelectorAll(".row")].filter((row) => !this.leaving.has(row.dataset.id));
    const current = this.element.querySelector('[aria-current="true"]')?.closest(".row")?.dataset.id;
    const known = new Map(this.rows.map((row) => [row.dataset.id, row]));
    for (const row of wanted) {
      row.classList.toggle("arrives", !known.has(row.dataset.id));
      row.classList.toggle("is-selected", this.selected.has(row.dataset.id));
    }
    const kept = this.rows.filter((row) => this.rewriting.has(row.dataset.id) && !wanted.some((other) => other.dataset.id === row.dataset.id));
    for (const row of kept) row.classList.add("is-rewriting");
    const places = this.rows.map((row) => row.dataset.id);
    const top = this.list.scrollTop;
    for (const row of kept) wanted.splice(places.indexOf(row.dataset.id), 0, row);
    this.arrange(wanted);
    this.list.scrollTop = top;
    this.element.querySelector(".chips").replaceWith(next.querySelector(".chips"));
    for (const id of [...this.selected]) if (!this.row(id)) this.selected.delete(id);
    if (current) this.row(current)?.querySelector("a").setAttribute("aria-current", "true");
    refreshTimes(this.list);
    this.show(this.filter);
    this.bulk();
  }

  /** What cannot wait stands above the others, each part under its heading. */
  arrange(rows) {
    const part = (name) => rows.filter((row) => row.dataset.part === name);
    const [first, rest] = this.heads;
    this.list.replaceChildren(first, ...part("first"), rest, ...part("rest"));
  }

  get heads() { return this.list.querySelectorAll("[data-head]"); }
  get list() { return this.element.querySelector("[data-rows]"); }

  show(filter) {
    const chips = [...this.element.querySelectorAll("[data-chip]")];
    this.filter = chips.some((chip) => chip.dataset.chip === filter) ? filter : "all";
    for (const chip of chips) chip.setAttribute("aria-pressed", String(chip.dataset.chip === this.filter));
    for (const row of this.rows) row.hidden = !row.dataset.groups.split(" ").includes(this.filter);
    this.count();
  }

  /** The heading and the chips say what stands there now. */
  count() {
    const rows = this.rows;
    const heading = this.element.querySelector("[data-queue-count]");
    const waiting = rows.filter((row) => !row.classList.contains("is-rewriting")).length;
    heading.textContent = waiting || "No";
    heading.nextSibling.textContent = waiting === 1 ? " letter " : " letters ";
    this.element.querySelector(".chips").hidden = rows.length === 0;
    for (const chip of this.element.querySelectorAll("[data-chip]")) {
      chip.querySelector(".figure").textContent = rows.filter((row) => row.dataset.groups.split(" ").includes(chip.dataset.chip)).length;
    }
    const parts = new Set(this.shown.map((row) => row.dataset.part));
    for (const head of this.heads) head.hidden = !parts.has("first") || !parts.has(head.dataset.head);
    this.element.querySelector("[data-rows-none]").hidden = this.shown.length > 0 || rows.length === 0;
    this.element.dispatchEvent(new CustomEvent("counted", { detail: waiting }));
  }

  clicked(event) {
    const chip = event.target.closest("[data-chip]");
    if (chip) this.show(chip.dataset.chip);
  }
}
