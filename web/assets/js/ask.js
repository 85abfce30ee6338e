/* Talking to our own server. Every answer is {ok, code, sentence, ...}; nothing here throws. */
import { _ } from "./texts.js";

const secret = () => document.querySelector('meta[name="csrf-token"]').content;
const GONE = _("The connection is gone. Nothing was decided; your text is still here. Try again in a moment.");

export async function post(address, fields = {}) {
  const headers = { "X-CSRFToken": secret(), Accept: "application/json" };
  try {
    const answer = await fetch(address, { method: "POST", headers, body: new URLSearchParams(fields), keepalive: true });
    return { ok: answer.ok, code: answer.status, ...(await answer.json()) };
  } catch {
    return { ok: false, code: 0, sentence: GONE };
  }
}

/** The HTML at `address`, or null when there is none to be had. A page that wants a sign-in is followed. */
export async function page(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (answer.redirected && new URL(answer.url).pathname.startsWith("/sign-in")) location.assign(answer.url);
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

export async function json(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
