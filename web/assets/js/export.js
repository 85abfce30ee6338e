/* While an export is being written, its page looks again by itself. */
import { page } from "./ask.js";

const shown = () => document.querySelector("[data-export]");

async function look() {
  const html = await page(location.href);
  const next = html && new DOMParser().parseFromString(html, "text/html").querySelector("[data-export]");
  if (next) shown().replaceWith(next);
  if (shown().dataset.export === "working") setTimeout(look, 2000);
}

if (shown()?.dataset.export === "working") setTimeout(look, 2000);
