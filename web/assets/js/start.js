/* The first steps keep themselves fresh: often while something moves, more and more seldom while nothing does. */
import { page } from "./ask.js";
import { onMoved } from "./live.js";
import { refreshTimes } from "./times.js";

const SOONEST = 1200, LATEST = 15_000, SLOWER = 1.4; // milliseconds between two looks
const steps = () => document.querySelector("[data-start]");
const isMoving = () => steps()?.dataset.start === "moving" && !document.hidden;
let pause = SOONEST, due = Infinity, timer = 0;

function plan(within) {
  if (Date.now() + within >= due) return;
  clearTimeout(timer);
  due = Date.now() + within;
  timer = setTimeout(look, within);
}

async function look() {
  const html = await page(location.pathname);
  due = Infinity;
  const next = html && new DOMParser().parseFromString(html, "text/html");
  const changed = next && show(next);
  pause = changed ? SOONEST : Math.min(pause * SLOWER, LATEST);
  if (isMoving()) plan(pause);
}

/** Put what changed in its place; the rest stays as it is, and so does whoever is in it. True: something changed. */
function show(next) {
  const fresh = next.querySelector("[data-start]");
  if (!fresh || !steps()) return false;
  steps().dataset.start = fresh.dataset.start;
  const place = document.querySelector("[data-start-place]");
  if (place) place.textContent = fresh.dataset.place;
  const changed = [...fresh.querySelectorAll("[data-step]")].filter(replaced);
  if (changed.length) steps().querySelector(".start-head").replaceWith(fresh.querySelector(".start-head"));
  return changed.length > 0;
}

function replaced(step) {
  const old = steps().querySelector(`[data-step="${step.dataset.step}"]`);
  if (old.dataset.mark === step.dataset.mark && old.className === step.className) return false;
  const within = old.contains(document.activeElement) ? document.activeElement.textContent.trim() : null;
  old.replaceWith(step);
  refreshTimes(step);
  if (within) [...step.querySelectorAll("a, button, summary")].find((one) => one.textContent.trim() === within)?.focus();
  return true;
}

if (steps()) {
  if (isMoving()) plan(pause);
  onMoved(() => plan(SOONEST));
  document.addEventListener("visibilitychange", () => isMoving() && plan(0));
}
