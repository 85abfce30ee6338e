/* The persona: a slider says its number, nothing typed is left behind unasked, and the blind test hears A and B. */
import { isWriting } from "./menus.js";
import { json, post } from "./ask.js";
import { settled } from "./live.js";
import { _, percent } from "./texts.js";

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

const example = document.querySelector("[data-example]");
if (example) {
  let number = 0;
  let asked = 0;
  const put = (name, text) => (example.querySelector(`[data-example-${name}]`).textContent = text);
  const ask = async () => {
    const mine = ++asked;
    put("note", _("The avatar writes …"));
    const fields = Object.fromEntries(new FormData(form));
    const answer = await post(example.dataset.address, { ...fields, number });
    if (!answer.ok) return put("note", answer.sentence);
    for (let tries = 0; tries < 40 && mine === asked; tries++) {
      await new Promise((done) => setTimeout(done, 500));
      const found = await json(`${example.dataset.address}/${answer.id}`);
      if (!found?.ready || mine !== asked) continue;
      put("fan", found.fan);
      put("text", found.text || _("Nothing: it would leave this one to you."));
      return put("note", found.note);
    }
    if (mine === asked) put("note", _("Nobody answered. Try again in a moment."));
  };
  const askSoon = settled(ask, 700);
  example.querySelector("[data-example-next]").addEventListener("click", () => { ask(); number += 1; });
  form.addEventListener("input", (event) => event.target.matches("[data-percent]") && askSoon());
}

const pair = document.querySelector("[data-pair]");
document.addEventListener("keydown", (event) => {
  if (!pair || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || document.querySelector("dialog[open]")) return;
  [...pair.querySelectorAll("[data-key]")].find((card) => card.dataset.key.includes(event.key.toLowerCase()))?.click();
});
