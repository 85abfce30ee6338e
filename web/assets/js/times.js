/* Keeps every <time> young, and says the exact moment in the person's own zone on hover and focus. */
const STEPS = [[60, "s", 1], [3600, "m", 60], [86400, "h", 3600], [86400 * 60, "d", 86400], [Infinity, "mo", 86400 * 30]];
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const hour = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const dayAndHour = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

export function span(seconds) {
  const [, unit, size] = STEPS.find(([limit]) => seconds < limit);
  return `${Math.floor(seconds / size)} ${unit}`;
}

export function refreshTimes(root = document) {
  for (const element of root.querySelectorAll("time[datetime]")) {
    const at = new Date(element.dateTime);
    const seconds = Math.abs(Date.now() - at) / 1000;
    const { before = "", after = "" } = element.dataset;
    element.textContent = seconds < 10 ? "now" : before + span(seconds) + after;
    element.title = exact.format(at);
  }
  for (const element of root.querySelectorAll("[data-deadline]")) deadline(element);
}

function deadline(element) {
  const at = new Date(element.dataset.deadline);
  const left = (at - Date.now()) / 1000;
  const today = at.toDateString() === new Date().toDateString();
  const words = left <= 0 ? " the time to answer is over" : ` answer by ${(today ? hour : dayAndHour).format(at)}, ${span(left)} left`;
  element.replaceChildren(element.querySelector("svg"), words);
  element.title = exact.format(at);
}

refreshTimes();
setInterval(refreshTimes, 15_000);
