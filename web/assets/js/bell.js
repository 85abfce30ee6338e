/* The bell in the frame, and the page of notices, are as they are now without a reload. */
import { page } from "./ask.js";
import { onNotices, settled } from "./live.js";

const BELL = "details.bell";
const LIST = "[data-notices]";
const found = (html, what) => html && new DOMParser().parseFromString(html, "text/html").querySelector(what);

async function refresh() {
  const bell = document.querySelector(BELL);
  if (!bell) return;
  const back = encodeURIComponent(location.pathname + location.search);
  show(bell, found(await page(`/notices/bell?back=${back}`), BELL));
  const list = document.querySelector(LIST);
  if (list) show(list, found(await page(location.href), LIST));
}

/** What `next` says in the place of what `shown` says; it stays open, and whoever was in it stays in it. */
function show(shown, next) {
  if (!next) return;
  const was = shown.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  const unfolded = [...shown.querySelectorAll("details")].map((one) => one.open);
  shown.replaceChildren(...next.childNodes);
  shown.querySelectorAll("details").forEach((one, place) => (one.open = unfolded[place] ?? one.open));
  if (was === null) return;
  const all = [...shown.querySelectorAll("a, button, summary")];
  (all.find((one) => nameOf(one) === was) ?? all[0])?.focus();
}

/** Of the bell's own button always the same: its label counts. */
const nameOf = (one) => one.matches("summary") ? "summary" : one.getAttribute("aria-label") ?? one.form?.action ?? one.textContent;

onNotices(settled(refresh, 150));
