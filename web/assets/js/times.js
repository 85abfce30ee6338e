/* Keeps every <time> young, and says the exact moment in the person's own zone on hover and focus. */
import { _, locale } from "./texts.js";

const STEPS = [[60, _("{count} s"), 1], [3600, _("{count} m"), 60], [86400, _("{count} h"), 3600], [86400 * 60, _("{count} d"), 86400], [Infinity, _("{count} mo"), 86400 * 30]];
const exact = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const hour = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const dayAndHour = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

export function span(seconds) {
  const [, words, size] = STEPS.find(([limit]) => seconds < limit);
  return words.replace("{count}", Math.floor(seconds / size));
}

export function refreshTimes(root = document) {
  for (const element of root.querySelectorAll("time[datetime]")) {
    const at = new Date(element.dateTime);
    const seconds = Math.abs(Date.now() - at) / 1000;
    const { before = "", after = "" } = element.dataset;
    element.textContent = seconds < 10 ? _("now") : before + span(seconds) + after;
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
  if (left <= 0) return _("The time to answer is over");
  const gaps = { platform: title, time: moment(at), left: span(left) };
  return isForDrafts ? _("{platform} allows an answer until {time}, {left} left", gaps) : _("Only your own words, until {time}, {left} left", gaps);
}

const moment = (at) => (at.toDateString() === new Date().toDateString() ? hour : dayAndHour).format(at);

refreshTimes();
setInterval(refreshTimes, 15_000);
