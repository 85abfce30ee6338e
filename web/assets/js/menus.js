/* Menus close when one looks elsewhere; the key sheet opens with "?" on every page. */
import "./notes.js";

const MENUS = "details.menu[open], details.sure[open], details.bell[open]";
const help = document.getElementById("help");

export const isWriting = (target) => Boolean(target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"));
export const openHelp = () => help?.showModal();

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(MENUS)) if (!menu.contains(event.target)) menu.open = false;
  if (event.target.closest("[data-open-help]")) openHelp();
  if (event.target === help) help.close();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll(MENUS)) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
  if (event.key === "?" && !isWriting(event.target) && !help?.open) openHelp();
});

// On a phone the tabs scroll: the one you are on must be in sight.
document.querySelector(".tabs a[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
