/* What the scripts say, in the language of the page. Gaps are named: _("{count} letters", { count }). */
const known = globalThis.fanmailTexts ?? {};

export function _(text, gaps = {}) {
  return (known[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => gaps[name] ?? whole);
}
