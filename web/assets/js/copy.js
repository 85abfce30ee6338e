/* A button that copies the field beside it; without a script the field can be marked and copied by hand. */
import { _ } from "./texts.js";

for (const place of document.querySelectorAll("[data-copy]")) {
  const [field, button] = [place.querySelector("input"), place.querySelector("[data-copy-press]")];
  if (!navigator.clipboard) continue; // browsers give it to safe addresses only
  button.hidden = false;
  button.addEventListener("click", async () => {
    const word = button.querySelector("span");
    const before = word.textContent;
    try {
      await navigator.clipboard.writeText(field.value);
      word.textContent = _("Copied");
    } catch {
      word.textContent = _("Mark it and copy by hand");
      field.select();
    }
    setTimeout(() => (word.textContent = before), 2000);
  });
}
