/* Who looks at which letter: each window says it, again when somebody comes, and forgets those it has not heard of for a while. */
import { onMoved, onSaid, say } from "./live.js";
import { _ } from "./texts.js";

const AGAIN = 30_000;
const SILENT = 75_000;

export class Presence {
  constructor(element) {
    this.element = element;
    this.me = element.dataset.me;
    this.others = new Map(); // window -> {by, name, id, doing, heard}
    this.mine = { id: "", doing: "looks" };
    onSaid("looks", (said) => this.heard(said));
    onSaid("who", () => this.tell());
    onSaid("connect", () => this.tell());
    onMoved((moved) => moved || this.others.clear());
    element.addEventListener("input", (event) => event.target.matches("[data-draft]") && this.at(this.mine.id, "answers"));
    setInterval(() => this.again(), AGAIN);
  }

  /** This window shows the letter `id` now. */
  at(id, doing = "looks") {
    if (this.mine.id === (id ?? "") && this.mine.doing === doing) return;
    this.mine = { id: id ?? "", doing };
    this.tell();
  }

  tell() { say("look", this.mine); }

  again() {
    this.tell();
    for (const [window, { heard }] of this.others) if (Date.now() - heard > SILENT) this.others.delete(window);
    this.draw();
  }

  heard(said) {
    if (said.id && said.by !== this.me) this.others.set(said.window, { ...said, heard: Date.now() });
    else this.others.delete(said.window);
    this.draw();
  }

  draw() {
    for (const place of this.element.querySelectorAll("[data-looking]")) {
      const names = this.namesAt(place.closest(".row").dataset.id);
      place.replaceChildren(...names.map((name) => face(name)));
    }
    const here = this.element.querySelector("[data-looking-here]");
    if (here) here.textContent = this.sentence(this.mine.id);
  }

  namesAt(id) { return [...new Set([...this.others.values()].filter((one) => one.id === id).map((one) => one.name))]; }

  sentence(id) {
    const answering = [...this.others.values()].find((one) => one.id === id && one.doing === "answers");
    if (answering) return _("{name} is answering this.", answering);
    const names = this.namesAt(id);
    if (!names.length) return "";
    if (names.length === 1) return _("{name} looks at this too.", { name: names[0] });
    return _("{names} and {last} look at this too.", { names: names.slice(0, -1).join(", "), last: names.at(-1) });
  }
}

function face(name) {
  const shown = document.createElement("span");
  shown.className = "face tiny is-looking";
  shown.textContent = [...name][0]?.toUpperCase() ?? "?";
  shown.setAttribute("role", "img");
  shown.title = _("{name} looks at this", { name });
  shown.setAttribute("aria-label", shown.title);
  return shown;
}
