/* The persona: a slider says its number, nothing typed is left behind unasked, and the blind test hears A and B. */
import { isWriting } from "./menus.js";
import { percent } from "./texts.js";

for (const range of document.querySelectorAll("[data-percent]")) {
  range.addEventListener("input", () => (range.nextElementSibling.value = percent(range.value)));
}

const form = document.querySelector("[data-persona]");
if (form) {
  let isUnsaved = "unsaved" in form.dataset;
  form.addEventListener("input", () => (isUnsaved = true));
  form.addEventListener("submit", () => (isUnsaved = false));
  addEventListener("beforeunload", (event) => isUnsaved && event.preventDefault());
}

const pair = document.querySelector("[data-pair]");
document.addEventListener("keydown", (event) => {
  if (!pair || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || document.querySelector("dialog[open]")) return;
  [...pair.querySelectorAll("[data-key]")].find((card) => card.dataset.key.includes(event.key.toLowerCase()))?.click();
});
