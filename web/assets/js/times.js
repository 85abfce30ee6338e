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
  for (const element of root.querySelectorAll("[data-moment]")) element.textContent = moment(new Date(element.dataset.moment));
}

function deadline(element) {
  const [drafts, last] = [new Date(element.dataset.deadline), new Date(element.dataset.last)];
  const at = drafts > Date.now() ? drafts : last; // then only a person's own words may go
  element.replaceChildren(element.querySelector("svg"), ` ${allowed(element.dataset.title, at, at === drafts)}`);
  element.title = exact.format(at);
}

function allowed(title, at, isForDrafts) {
  const left = (at - Date.now()) / 1000;
  if (left <= 0) return "The time to answer is over";
  const until = `until ${moment(at)}, ${span(left)} left`;
  return isForDrafts ? `${title} allows an answer ${until}` : `Only your own words, ${until}`;
}

const moment = (at) => (at.toDateString() === new Date().toDateString() ? hour : dayAndHour).format(at);

refreshTimes();
setInterval(refreshTimes, 15_000);
