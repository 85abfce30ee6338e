/* The bar that holds the last approvals while they can still be taken back. */
import { post } from "./ask.js";
import { note } from "./notes.js";

export class Undo {
  constructor(element, back) {
    this.element = element;
    this.back = back; // what to do with a letter that waits again
    this.waiting = []; // {id, until}, newest last
    element.querySelector("[data-undo-press]").addEventListener("click", () => this.press());
    setInterval(() => this.draw(), 250);
  }

  add(id, until) {
    this.waiting.push({ id, until: new Date(until).getTime() });
    this.element.querySelector(".undo-stamp").classList.remove("lands");
    this.draw();
    requestAnimationFrame(() => this.element.querySelector(".undo-stamp").classList.add("lands"));
  }

  drop(id) { this.waiting = this.waiting.filter((one) => one.id !== id); }

  draw() {
    this.waiting = this.waiting.filter((one) => one.until > Date.now());
    const last = this.waiting.at(-1);
    this.element.hidden = !last;
    if (!last) return;
    const seconds = Math.ceil((last.until - Date.now()) / 1000);
    const more = this.waiting.length > 1 ? `, ${this.waiting.length - 1} more before` : "";
    const left = document.querySelector(".stopped") ? "waits, everything is stopped" : `goes out in ${seconds} s`;
    this.element.querySelector("[data-undo-left]").textContent = left + more;
  }

  async press() {
    const last = this.waiting.pop();
    this.draw();
    if (!last) return;
    const answer = await post(`/messages/${last.id}/undo`);
    note(answer.sentence, { problem: !answer.ok });
    if (answer.ok) this.back(last.id);
  }
}
