/* Besides answering: put off, give away, VIP, notes, answer once for all. Each is a form; what it did can be taken back. */
import { post } from "./ask.js";
import { note } from "./notes.js";

/** Open the menu `name` of the letter and lay the hand on its first choice. */
export function openMenu(room, name) {
  const menu = room.desk.querySelector(`[data-menu="${name}"]`);
  if (!menu) return;
  menu.open = true;
  menu.scrollIntoView({ block: "nearest" });
  menu.querySelector("button:not([hidden]), input:not([type=hidden]), textarea")?.focus();
}

export function pressVip(room) { room.desk.querySelector("[data-vip] button")?.click(); }

export async function act(room, form, submitter) {
  const fields = new FormData(form, submitter);
  const { leaves, takeBack } = form.dataset;
  if (leaves && room.queue.has(room.open)) {
    return room.decide("", fields, { address: form.action, undo: { address: takeBack, what: leaves, saysItself: true, stays: true }, keepsTyped: true });
  }
  const id = room.open;
  const answer = await post(form.action, fields);
  if (!answer.ok) return note(answer.sentence, { problem: true });
  const undo = takenBack(form, fields);
  if (undo) room.undo.add(id, "", {}, { ...undo, what: answer.sentence.replace(/\.$/, ""), stays: true });
  else note(answer.sentence);
  room.sync();
  const place = form.closest("[data-menu]")?.dataset.menu;
  if (room.open !== id) return undefined;
  await room.lay(id, { fresh: true });
  return room.desk.querySelector(place ? `[data-menu="${place}"] summary` : "[data-vip] button")?.focus({ preventScroll: true });
}

function takenBack(form, fields) {
  const { takeBack, takeBackField, before } = form.dataset;
  if (takeBack) return { address: takeBack };
  if (takeBackField && fields.get(takeBackField) !== before) return { address: form.action, fields: { [takeBackField]: before } };
  return null;
}
