/* G and a letter go to another page, on every page. */
import { isWriting } from "./menus.js";

const PAGES = { r: "/review", c: "/conversations", s: "/sent", p: "/persona", k: "/knowledge", u: "/rules", a: "/accounts", z: "/review/snoozed" };
const PATIENCE = 1500; // milliseconds between the two keys
let until = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || document.querySelector("dialog[open]")) return;
  if (!document.body.dataset.signedIn) return;
  const key = event.key.toLowerCase();
  if (Date.now() < until && PAGES[key]) {
    event.preventDefault();
    event.stopImmediatePropagation(); // here these keys are no decisions
    location.assign(PAGES[key]);
  }
  until = key === "g" ? Date.now() + PATIENCE : 0;
}, true);
