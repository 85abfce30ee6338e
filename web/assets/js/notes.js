/* A sentence at the bottom of the page, for as long as it takes to read it. */
import { _ } from "./texts.js";

const PER_LETTER = 70;

export function note(sentence, { problem = false } = {}) {
  const line = document.createElement("p");
  line.className = problem ? "note is-problem" : "note";
  const words = document.createElement("span");
  words.textContent = sentence;
  const close = document.createElement("button");
  close.className = "ghost";
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", _("Close"));
  close.dataset.closeNote = "";
  line.append(words, close);
  document.getElementById("notes").append(line);
  leave(line);
}

function leave(line) {
  setTimeout(() => line.remove(), 3000 + PER_LETTER * line.textContent.length);
}

for (const line of document.querySelectorAll(".note")) leave(line);
document.addEventListener("click", (event) => event.target.closest("[data-close-note]")?.closest(".note").remove());
