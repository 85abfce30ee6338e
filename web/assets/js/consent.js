/* The consent names exactly what is ticked, before it is given. */
import { _ } from "./texts.js";

for (const form of document.querySelectorAll("[data-consent]")) {
  const chosen = form.querySelector("[data-chosen]");
  form.addEventListener("change", () => {
    const words = [...form.querySelectorAll("[name=intents]:checked")].map((tick) => tick.dataset.word);
    chosen.textContent = words.join(", ") || _("nothing yet");
  });
}
