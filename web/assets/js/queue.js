/* The column of letters: which are shown, which is open, which are selected. */
import { _ } from "./texts.js";
import { refreshTimes } from "./times.js";

export class Queue {
  constructor(element) {
    this.element = element;
    this.filter = "all";
    this.selected = new Set();
    this.leaving = new Set(); // decided here, not yet confirmed by the server
    this.rewriting = new Set(); // the avatar writes another draft
    this.paged = new Set(); // ids behind the first page, loaded by scrolling
    element.addEventListener("click", (event) => this.clicked(event));
  }

  /** Does the page hold everything that waits? Then chips are a matter of this window alone. */
  get isWhole() { return this.element.querySelector(".chips").dataset.whole === "yes"; }
  /** What the server is asked for. */
  get chip() { return this.isWhole ? "all" : this.filter; }
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

  /** Whoever shows the selection is told that it changed. */
  bulk() { this.element.dispatchEvent(new CustomEvent("selected", { detail: [...this.selected] })); }

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
    const behind = this.rows.filter((row) => this.paged.has(row.dataset.id) && !wanted.some((other) => other.dataset.id === row.dataset.id) && !kept.includes(row));
    const arrived = wanted.filter((row) => row.classList.contains("arrives"));
    const places = this.rows.map((row) => row.dataset.id);
    const top = this.list.scrollTop;
    for (const row of kept) wanted.splice(places.indexOf(row.dataset.id), 0, row);
    this.arrange([...wanted, ...behind]);
    this.list.scrollTop = top;
    this.takeOver(next, behind.length > 0);
    this.tell(arrived, known.size);
    for (const id of [...this.selected]) if (!this.row(id)) this.selected.delete(id);
    if (current) this.row(current)?.querySelector("a").setAttribute("aria-current", "true");
    refreshTimes(this.list);
    this.show(this.filter);
    this.bulk();
  }

  /** Counts, and where the next page begins: behind what is loaded already. */
  takeOver(next, hasMore) {
    const list = next.querySelector("[data-rows]");
    for (const part of [".chips", ".put-off", ".queue-head h1"]) this.element.querySelector(part).replaceWith(next.querySelector(part));
    this.list.dataset.wakes = list.dataset.wakes;
    if (!hasMore) this.goesOn(list.dataset.older);
  }

  goesOn(older) {
    this.list.dataset.older = older;
    this.element.querySelector("[data-more-rows]").hidden = !older;
  }

  /** Rows of the next page, behind the others. */
  append(html) {
    const next = new DOMParser().parseFromString(html, "text/html").body;
    for (const row of next.querySelectorAll(".row")) {
      if (this.row(row.dataset.id) || this.leaving.has(row.dataset.id)) continue;
      this.paged.add(row.dataset.id);
      row.classList.toggle("is-selected", this.selected.has(row.dataset.id));
      this.list.append(row);
    }
    this.goesOn(next.querySelector("[data-rows]").dataset.older);
    refreshTimes(this.list);
    this.show(this.filter);
  }

  /** For those who hear the page: who wrote just now. */
  tell(arrived, before) {
    if (!arrived.length || !before) return;
    const names = arrived.slice(0, 3).map((row) => row.querySelector(".row-text b").textContent).join(", ");
    const gaps = { count: arrived.length, names };
    this.element.querySelector("[data-arrivals]").textContent = gaps.count === 1 ? _("A new letter from {names}.", gaps) : _("{count} new letters from {names}.", gaps);
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
    const waiting = rows.filter((row) => !row.classList.contains("is-rewriting")).length;
    if (this.isWhole) {
      this.element.querySelector(".queue-head h1").innerHTML = heading(waiting);
      this.element.querySelector(".chips").hidden = rows.length === 0;
      for (const chip of this.element.querySelectorAll("[data-chip]")) {
        chip.querySelector(".figure").textContent = rows.filter((row) => row.dataset.groups.split(" ").includes(chip.dataset.chip)).length;
      }
    }
    const parts = new Set(this.shown.map((row) => row.dataset.part));
    for (const head of this.heads) head.hidden = !parts.has("first") || !parts.has(head.dataset.head);
    this.element.querySelector("[data-rows-none]").hidden = this.shown.length > 0 || rows.length === 0;
    this.element.dispatchEvent(new CustomEvent("counted", { detail: this.isWhole ? waiting : this.told }));
  }

  /** What the server's heading counts; there may be more than it counts. */
  get told() {
    const text = this.element.querySelector("[data-queue-count]").textContent;
    return /\d/.test(text) ? text : 0;
  }

  /** Without all of them here the server is asked for the rows of a chip. */
  choose(filter) {
    this.show(filter);
    if (this.isWhole) return;
    this.paged.clear();
    this.element.dispatchEvent(new CustomEvent("chosen"));
  }

  /** The next chip, round and round. */
  turn() {
    const chips = [...this.element.querySelectorAll("[data-chip]")].map((chip) => chip.dataset.chip);
    this.choose(chips[(chips.indexOf(this.filter) + 1) % chips.length]);
  }

  clicked(event) {
    const chip = event.target.closest("[data-chip]");
    if (chip) this.choose(chip.dataset.chip);
  }
}

function heading(count) {
  if (!count) return _('<span data-queue-count>No</span> letters <span class="soft">for you</span>');
  if (count === 1) return _('<span data-queue-count>{count}</span> letter <span class="soft">for you</span>', { count });
  return _('<span data-queue-count>{count}</span> letters <span class="soft">for you</span>', { count });
}
