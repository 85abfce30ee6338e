/* How many bytes a line of one's own takes, with the name in it, while it is typed. */
import { _ } from "./texts.js";

const bytes = new TextEncoder();

for (const field of document.querySelectorAll("[data-line]")) {
  const shown = field.closest("form").querySelector("[data-weight]");
  field.addEventListener("input", () => {
    const size = bytes.encode(field.value.replaceAll("NAME", field.dataset.name)).length;
    shown.textContent = _("{size} of {limit} bytes", { size, limit: field.dataset.line });
    shown.classList.toggle("tone-stamp", size > Number(field.dataset.line));
  });
}
