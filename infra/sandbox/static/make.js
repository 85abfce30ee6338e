// Small things every view needs. Text becomes text nodes and nothing else, so that no fan's words are ever markup.

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (value !== false && value !== null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

export function ago(seconds) {
  const past = Math.max(0, Date.now() / 1000 - seconds);
  if (past < 45) return "now";
  if (past < 3600) return `${Math.max(1, Math.round(past / 60))} min`;
  if (past < 86400) return `${Math.round(past / 3600)} h`;
  return past < 14 * 86400 ? `${Math.round(past / 86400)} d` : `${Math.round(past / 604800)} wk`;
}

export function moment(seconds) {
  const at = new Date(seconds * 1000);
  return make("time", { datetime: at.toISOString(), title: at.toLocaleString() }, ago(seconds));
}

export function face(name, extra = "") {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 997;
  const first = name.replace(/^[^\p{L}\p{N}]+/u, "").slice(0, 1).toUpperCase() || "?";
  return make("span", { class: `face tint-${sum % 6} ${extra}`, "aria-hidden": "true" }, first);
}

export async function ask(path, method = "GET", body = undefined) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), cache: "no-cache" });
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(found.error || "The sandbox did not take that.");
  return found;
}
