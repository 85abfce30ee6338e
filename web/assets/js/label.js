/* The label's menu: L opens it on any page with a letter, arrows choose, Enter saves; what a kind implies is ticked with it. */
import { isWriting } from "./menus.js";

function open() {
  const menu = document.querySelector("[data-label]");
  if (!menu) return;
  menu.open = true;
  menu.querySelector("input:checked")?.focus();
}

/** Ticks that only came with the kind before go with it. */
function chosen(radio) {
  const { form } = radio;
  const tick = (risk) => form.querySelector(`[name=risk][value="${CSS.escape(risk)}"]`);
  const before = form.dataset.chosen ?? form.querySelector("[name=intent][checked]")?.value ?? "";
  if (tick(before)) tick(before).checked = false;
  if (radio.dataset.implies) tick(radio.dataset.implies).checked = true;
  form.dataset.chosen = radio.value;
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "l" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isWriting(event.target) || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  open();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-relabel] [name=intent]")) chosen(event.target);
});

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("[data-label]") && event.target.open) event.target.querySelector("form").scrollIntoView({ block: "nearest" });
}, true);
