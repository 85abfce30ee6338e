/* Keys, clicks and swipes of the review room, and what each of them means. */
import { act as actAside, openMenu, pressVip } from "./aside.js";
import { isWriting } from "./menus.js";

const KEYS = {
  j: (room) => room.step(1),
  k: (room) => room.step(-1),
  a: (room) => room.approve(),
  e: (room) => focusEnd(room.draft.field),
  r: (room) => showReject(room, true),
  h: (room) => room.desk.querySelector("[data-hint]")?.focus(),
  x: (room) => room.open && room.queue.select(room.open),
  u: (room) => room.undo.press(),
  p: (room) => room.desk.querySelector("[data-private]")?.click(),
  s: (room) => openMenu(room, "snooze"),
  t: (room) => openMenu(room, "assign"),
  n: (room) => openMenu(room, "note"),
  o: (room) => openMenu(room, "once"),
  v: (room) => pressVip(room),
  b: (room) => room.bulk.all(),
  c: (room) => room.queue.turn(),
  m: (room) => openMore(room.desk.querySelector("[data-more]")),
};
const SWIPE = 70;

export function listenToHands(room) {
  document.addEventListener("keydown", (event) => pressed(room, event));
  room.element.addEventListener("click", (event) => clicked(room, event));
  room.element.addEventListener("submit", (event) => submitted(room, event));
  swipes(room);
}

function pressed(room, event) {
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") return escaped(room);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("[data-draft]")) return run(event, () => room.approve());
  if (event.target.closest("[data-relabel]")) return undefined; // there keys choose
  if (isUndo(event) && room.draft.field && !isWriting(event.target)) return run(event, () => room.draft.takeBack());
  if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return undefined;
  if (isRejecting(room) && /^[1-5]$/.test(event.key)) return run(event, () => quickReason(room, Number(event.key)));
  const choice = /^[1-9]$/.test(event.key) && !isRejecting(room) && room.draft.field && room.draft.choice(Number(event.key));
  if (choice) return run(event, () => room.draft.take(choice, { stay: true }));
  const act = KEYS[event.key.toLowerCase()];
  return act && run(event, () => act(room));
}

const isUndo = (event) => event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;

function run(event, act) {
  event.preventDefault();
  act();
}

function escaped(room) {
  document.activeElement?.blur();
  showReject(room, false);
  room.queue.element.classList.remove("is-open");
}

function clicked(room, event) {
  const on = (selector) => event.target.closest(selector);
  const link = on(".row > a");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    run(event, () => room.lay(link.parentElement.dataset.id));
    room.queue.element.classList.remove("is-open");
  } else if (on("[data-step]")) room.step(Number(on("[data-step]").dataset.step));
  else if (on("[data-press-edit]")) focusEnd(room.draft.field);
  else if (on("[data-press-reject]")) showReject(room, true);
  else if (on("[data-cancel-reject]")) showReject(room, false);
  else if (on("[data-open-queue]")) room.queue.element.classList.add("is-open");
  else if (on("[data-close-queue]")) room.queue.element.classList.remove("is-open");
  else if (on("[data-load-more]")) run(event, () => room.more(true));
}

function submitted(room, event) {
  const form = event.target;
  if (form.matches("[data-answer]")) run(event, () => room.approve());
  if (form.matches("[data-reject]")) run(event, () => room.reject(event.submitter?.value || form.querySelector("[data-reason]").value));
  if (form.matches("[data-moderate]")) run(event, () => room.moderate(form));
  if (form.matches("[data-relabel]")) run(event, () => room.relabel(form, event.submitter));
  if (form.matches("[data-act]")) run(event, () => actAside(room, form, event.submitter));
  if (form.matches("[data-redraft]")) run(event, () => room.redraft(form.elements.hint.value));
}

const isRejecting = (room) => room.element.classList.contains("is-rejecting");

function showReject(room, shown) {
  const form = room.desk.querySelector("[data-reject]");
  if (!form) return;
  form.hidden = !shown;
  room.element.classList.toggle("is-rejecting", shown);
  if (shown) form.querySelector(".chip").focus();
}

function openMore(menu) {
  if (!menu) return;
  menu.open = true;
  menu.querySelector(".menu-sheet :is(button, summary)")?.focus();
}

function quickReason(room, number) {
  const chip = room.desk.querySelectorAll("[data-reject] .chip")[number - 1];
  if (chip) room.reject(chip.value);
}

function focusEnd(field) {
  if (!field) return;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  field.closest(".draft").scrollIntoView({ block: "nearest" }); // clear of the bar that phones have
}

function swipes(room) {
  let from = null;
  room.desk.addEventListener("touchstart", (event) => {
    from = isWriting(event.target) ? null : event.changedTouches[0];
  }, { passive: true });
  room.desk.addEventListener("touchend", (event) => {
    if (!from) return;
    const { clientX, clientY } = event.changedTouches[0];
    const [right, down] = [clientX - from.clientX, clientY - from.clientY];
    if (Math.abs(right) > SWIPE && Math.abs(right) > 2 * Math.abs(down)) room.step(right < 0 ? 1 : -1);
  }, { passive: true });
}
