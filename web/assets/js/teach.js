/* The teaching page: a key presses the button that bears it, once. */
import { isWriting } from "./menus.js";

const page = document.querySelector("[data-teach]");
let isGone = false;

function bears(event) {
  const key = event.key.toLowerCase();
  if (key === "enter" && event.target.closest("a, button, summary, form")) return null; // there Enter has a meaning of its own
  return [...page.querySelectorAll("[data-key]")].find((button) => button.dataset.key.split(" ").includes(key));
}

document.addEventListener("keydown", (event) => {
  if (!page || isGone || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isWriting(event.target) || event.target.closest("[data-relabel]") || document.querySelector("dialog[open]")) return; // in the list keys choose
  const button = bears(event);
  if (!button) return;
  event.preventDefault();
  button.click();
});

page?.addEventListener("submit", (event) => {
  if (isGone) event.preventDefault(); // a second press before the next page is there
  isGone = true;
});
addEventListener("pageshow", () => (isGone = false));
