/* The list of rules: moved by keys, by buttons or by hand, saved at once; and how many letters each one meets. */
import { json, page, post } from "./ask.js";
import { note } from "./notes.js";
import { _, number } from "./texts.js";

const room = document.querySelector("[data-rules]");
const list = () => room.querySelector(".rule-list");
const rules = () => [...list().children];
const ids = () => rules().map((rule) => rule.dataset.id).join(",");

let saved = room && ids();
let saving = false;

/** Several moves in a row are saved one after the other; each save says which order it knew. */
async function save() {
  if (saving || ids() === saved) return;
  saving = true;
  const wanted = ids();
  const answer = await post(room.dataset.order, { ids: wanted, was: saved });
  saving = false;
  if (answer.ok) saved = wanted;
  else return lost(answer);
  save();
}

async function lost(answer) {
  note(answer.sentence, { problem: true });
  const html = await page(location.pathname);
  const next = html && new DOMParser().parseFromString(html, "text/html").querySelector(".rule-list");
  if (!next) return;
  list().replaceWith(next);
  saved = ids();
  count();
}

function move(rule, step) {
  const other = step < 0 ? rule.previousElementSibling : rule.nextElementSibling;
  if (!other) return;
  const focused = document.activeElement;
  if (step < 0) other.before(rule);
  else other.after(rule);
  if (rule.contains(focused) || focused === document.body) (focused.checkVisibility({ visibilityProperty: true }) ? focused : rule.querySelector(".rule-said")).focus();
  rule.scrollIntoView({ block: "nearest" });
  tell(rule);
  save();
}

function tell(rule) {
  room.querySelector("[data-said-order]").textContent = _("It is number {place} of {count} now.", { place: rules().indexOf(rule) + 1, count: rules().length });
}

function onKey(event) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const rule = event.target.closest(".rule");
  if (!step || !event.altKey || !rule) return;
  event.preventDefault();
  move(rule, step);
}

function onSubmit(event) {
  const button = event.submitter?.closest("[data-move]");
  if (!button) return;
  event.preventDefault();
  move(button.closest(".rule"), button.dataset.move === "up" ? -1 : 1);
}

/** The rule under the pointer makes room for the one that is held. */
function onGrip(event) {
  const grip = event.target.closest("[data-grip]");
  if (!grip || event.button) return;
  event.preventDefault();
  const held = grip.closest(".rule");
  const before = held.nextElementSibling;
  held.classList.add("is-held");
  const follow = ({ clientY }) => {
    for (const other of rules()) {
      const box = other.getBoundingClientRect();
      const middle = box.top + box.height / 2;
      const isAbove = Boolean(other.compareDocumentPosition(held) & Node.DOCUMENT_POSITION_FOLLOWING);
      if (other === held || (isAbove ? clientY > middle : clientY < middle)) continue;
      if (isAbove) return other.before(held);
      other.after(held);
    }
  };
  const end = (last) => {
    removeEventListener("pointermove", follow);
    removeEventListener("pointerup", end);
    removeEventListener("pointercancel", end);
    held.classList.remove("is-held");
    if (last.type === "pointercancel") list().insertBefore(held, before);
    tell(held);
    save();
  };
  addEventListener("pointermove", follow);
  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
}

async function count() {
  const found = await json(room.dataset.matched);
  if (!found) return;
  for (const place of room.querySelectorAll("[data-count]")) {
    const matched = found.matched[place.dataset.count];
    if (matched === undefined) continue;
    const isOff = place.closest(".rule").classList.contains("is-off");
    place.textContent = found.seen ? ` · ${matches(matched, found.seen, isOff)}` : "";
  }
}

function matches(matched, seen, isOff) {
  const gaps = { matched: number(matched), seen: number(seen), days: room.dataset.days };
  if (seen === 1) {
    return isOff ? _("would have matched {matched} of {seen} letter of the last {days} days", gaps) : _("matches {matched} of {seen} letter of the last {days} days", gaps);
  }
  if (seen === Number(room.dataset.most)) {
    return isOff
      ? _("would have matched {matched} of the newest {seen} letters of the last {days} days", gaps)
      : _("matches {matched} of the newest {seen} letters of the last {days} days", gaps);
  }
  return isOff ? _("would have matched {matched} of {seen} letters of the last {days} days", gaps) : _("matches {matched} of {seen} letters of the last {days} days", gaps);
}

if (room) {
  count();
  if (room.dataset.order) {
    room.addEventListener("keydown", onKey);
    room.addEventListener("submit", onSubmit);
    room.addEventListener("pointerdown", onGrip);
  }
}
