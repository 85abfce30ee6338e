/* The waiting count in the top bar, and lists and letters that redraw themselves when something moved. */
import { json, page } from "./ask.js";
import { onMoved, settled } from "./live.js";
import { isWriting } from "./menus.js";
import { _ } from "./texts.js";
import { refreshTimes, span } from "./times.js";

const region = () => document.querySelector("[data-live]");

async function recount() {
  const found = await json("/review/count");
  if (found) showCount(found.count);
}

const COUNTED = 200; // more are not counted

export function showCount(count) {
  const badge = document.querySelector("[data-waiting]");
  if (!badge) return;
  badge.textContent = count > COUNTED ? `${COUNTED}+` : count;
  badge.hidden = count === 0;
}

async function redraw() {
  const html = await page(location.href);
  const next = html && new DOMParser().parseFromString(html, "text/html").querySelector("[data-live]");
  if (!next || region().contains(document.activeElement) && isWriting(document.activeElement)) return;
  const focused = document.activeElement?.closest("[data-id]")?.dataset.id;
  region().replaceWith(next);
  if (focused) next.querySelector(`[data-id="${focused}"] a`)?.focus();
  refreshTimes(next);
  countDown();
}

/** An undo says how long it can still be had; when its time is over it goes. */
function countDown() {
  for (const form of document.querySelectorAll("[data-until]")) {
    const left = Math.ceil((new Date(form.dataset.until) - Date.now()) / 1000);
    const button = form.querySelector("button");
    button.dataset.word ??= button.lastChild.textContent.trim();
    if (left > 0) button.lastChild.textContent = ` ${button.dataset.word} (${left < 100 ? _("{count} s", { count: left }) : span(left)})`;
    else button.lastChild.textContent = ` ${button.dataset.word}`;
  }
}

const redrawSoon = settled(redraw, 250);
const recountSoon = settled(recount, 250);

onMoved((moved) => {
  const shown = region();
  if (!document.querySelector("[data-room]")) recountSoon();
  if (!shown || "still" in shown.dataset) return;
  if (!moved || shown.dataset.live === "list" || shown.dataset.live === moved.id) redrawSoon();
});

if (document.querySelector("[data-live]")) setInterval(countDown, 500);
