/* Lists of letters and fans by keyboard: "/" searches, j and k walk, Enter opens, x selects. */
import { isWriting } from "./menus.js";

const list = () => document.querySelector("[data-rows]");
const links = () => [...document.querySelectorAll("[data-rows] .row-link")];

function step(by) {
  const every = links();
  const at = every.indexOf(document.activeElement);
  const next = every[at < 0 ? (by > 0 ? 0 : every.length - 1) : Math.min(Math.max(at + by, 0), every.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

const KEYS = {
  "/": () => document.querySelector("[data-search]")?.select(),
  j: () => step(1),
  k: () => step(-1),
  x: () => document.activeElement.closest("[data-id]")?.querySelector(".row-pick")?.click(),
  "[": () => document.querySelector("[data-near=newer]")?.click(),
  "]": () => document.querySelector("[data-near=older]")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (!list() && !document.querySelector("[data-near]")) return;
  if (event.key === "Escape" && event.target.matches?.("[data-search]")) return event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const act = KEYS[event.key];
  if (!act || (isWriting(event.target) && event.target.type !== "checkbox")) return;
  event.preventDefault();
  act();
});

/** A list with something selected does not redraw itself under the hand. */
document.addEventListener("change", (event) => {
  if (!event.target.matches(".row-pick")) return;
  const count = document.querySelectorAll(".row-pick:checked").length;
  const region = event.target.closest("[data-live]");
  region.dataset.wasStill ??= "still" in region.dataset ? "yes" : "";
  if (count || region.dataset.wasStill) region.dataset.still = "";
  else delete region.dataset.still;
  const selected = document.querySelector("[data-selected]");
  selected.checked = count > 0;
  if (!count) document.querySelector('[name="what"][value="all"]').checked = true;
  document.querySelector("[data-count]").textContent = count ? `(${count})` : "";
});

/** Fields that ask for nothing only make the address longer. */
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form.search")) return;
  for (const field of event.target.elements) if (field.name && !field.value) field.disabled = true;
});
