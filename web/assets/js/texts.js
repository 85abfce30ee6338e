/* What the scripts say, in the language of the page. Gaps are named: _("{count} letters", { count }). */
const known = globalThis.fanmailTexts ?? {};
const language = document.documentElement.lang || "en";

/** For Intl. In English the browser's own settings say how days and figures are written. */
export const locale = language === "en" ? undefined : language;

export function _(text, gaps = {}) {
  return (known[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => gaps[name] ?? whole);
}

export const number = (value) => value.toLocaleString(language);

/** 82 -> "82 %". */
export const percent = (hundredths) => locale ? (hundredths / 100).toLocaleString(locale, { style: "percent" }) : `${hundredths} %`;
