// The phone's memory: which app, which post, who you are. It asks the sandbox every second and redraws only what changed.

import { ask, make } from "./make.js";
import { conversation, empty, lately, post, profile } from "./views.js";

const at = (id) => document.getElementById(id);
const platforms = JSON.parse(document.querySelector("main").dataset.platforms);
const state = { platform: platforms[0]?.name || "", place: "", found: null, entries: null, drawn: "", seen: null, target: null };

const me = () => at("name").value.trim() || "you";
const url = (...parts) => ["/world", ...parts].map((part, n) => (n ? encodeURIComponent(part) : part)).join("/");
const postId = () => (state.place.startsWith("post/") ? state.place.slice(5) : "");
const isPrivate = () => state.place === "messages";

function go(place, fan = "") {
  if (fan && place === "messages") be(fan);
  location.hash = [state.platform, place].filter(Boolean).join("/");
}

function arrive() {
  const [platform, ...rest] = decodeURIComponent(location.hash.slice(1)).split("/");
  const changed = platform !== state.platform;
  if (platforms.some((one) => one.name === platform)) state.platform = platform;
  Object.assign(state, { place: rest.join("/"), entries: null, drawn: "", seen: null });
  if (changed) state.found = null;
  aim(null);
  drawApps();
  look();
  at("screen").scrollTop = 0;
}

function drawApps() {
  const places = [];
  for (const { name, title, private: talks } of platforms) {
    const here = name === state.platform;
    places.push(make("a", { href: `#${name}`, "aria-current": here && !isPrivate() ? "page" : false }, title));
    if (talks && here) places.push(make("a", { href: `#${name}/messages`, "aria-current": isPrivate() ? "page" : false }, "Messages"));
  }
  at("apps").replaceChildren(...places);
  at("mean-where").textContent = platforms.find((one) => one.name === state.platform)?.title || "";
}

async function look() {
  const { platform, place } = state;
  try {
    const found = await ask(url(platform));
    const path = found.account && entriesPath(found.account.id);
    const entries = path ? (await ask(path)).entries : [];
    const faults = (await ask("/control/faults")).faults;
    if (platform !== state.platform || place !== state.place) return;
    Object.assign(state, { found, entries });
    draw();
    drawAside(found, faults);
  } catch {
    at("screen").dataset.lost = "yes";
  }
}

function entriesPath(accountId) {
  if (postId()) return url(state.platform, accountId, "posts", postId());
  return isPrivate() ? `${url(state.platform, accountId, "conversation")}?fan=${encodeURIComponent(me())}` : "";
}

function draw() {
  const { found, entries } = state;
  delete at("screen").dataset.lost;
  const minute = Math.floor(Date.now() / 60000);
  const now = JSON.stringify([state.platform, state.place, me(), minute, found.account, found.posts, entries]);
  if (now === state.drawn || document.querySelector("[data-sure]")) return;
  state.drawn = now;
  const back = place();
  at("screen").replaceChildren(...view(found, entries));
  back();
  at("screen").removeAttribute("aria-busy");
  at("composer").hidden = !found.account || !(postId() || isPrivate());
  welcome(entries);
}

function view(found, entries) {
  if (!found.account) return [empty("Nobody has an account here yet. Fill the demo first, or add one through the control port.")];
  if (postId()) return post(found, postId(), entries, acts);
  return isPrivate() ? conversation(found, me(), entries, acts) : profile(found, go);
}

// Where the reader is: the comment at the top of the screen, and what has the focus. Returns how to get back there.
function place() {
  const screen = at("screen");
  const edge = screen.getBoundingClientRect().top;
  const shown = [...screen.querySelectorAll("[data-id]")];
  const top = shown.length && shown[0].getBoundingClientRect().top < edge ? shown.find((one) => one.getBoundingClientRect().bottom > edge) : null;
  const before = top?.getBoundingClientRect().top;
  const focus = screen.contains(document.activeElement) ? document.activeElement : null;
  const label = focus?.textContent;
  return () => {
    const same = top && entry(top.dataset.id);
    if (same) screen.scrollTop += same.getBoundingClientRect().top - before;
    const near = entry(focus?.closest("[data-id]")?.dataset.id) || screen;
    if (focus) [...near.querySelectorAll("button")].find((button) => button.textContent === label)?.focus({ preventScroll: true });
  };
}

const entry = (id) => (id ? at("screen").querySelector(`[data-id="${CSS.escape(id)}"]`) : null);

// What came since the last look lands with a small movement; your own words and the answers to them come into view.
function welcome(entries) {
  const before = state.seen;
  const mine = new Set(entries.filter((one) => one.author === me()).map((one) => one.id));
  const fresh = before ? entries.filter((one) => !before.has(one.id)) : [];
  state.seen = new Set(entries.map((one) => one.id));
  for (const one of fresh) entry(one.id)?.classList.add("fresh");
  const close = isPrivate() ? (before ? fresh : entries) : fresh.filter((one) => mine.has(one.id) || (one.creator && mine.has(one.parent)));
  if (close.length) entry(close.at(-1).id)?.scrollIntoView({ block: "nearest" });
}

function drawAside(found, faults) {
  const now = JSON.stringify([found.lately, found.fans, faults, me(), Math.floor(Date.now() / 60000)]);
  if (now === state.beside) return;
  state.beside = now;
  at("lately").replaceChildren(...found.lately.map((entry) => lately(entry, go)));
  at("lately-empty").hidden = found.lately.length > 0;
  at("picks").replaceChildren(...found.fans.map((name) => make("button", { type: "button", class: "chip", "aria-pressed": String(name === me()), onclick: () => be(name) }, name)));
  at("picks-say").hidden = !found.fans.length;
  const waiting = faults.filter((fault) => fault.platform === state.platform).length;
  at("mishaps").textContent = waiting ? `${waiting} ${waiting === 1 ? "mishap waits" : "mishaps wait"} here.` : "";
  at("all-well").hidden = !faults.length;
}

const acts = {
  me, go,
  reply: (entry) => aim({ reply: entry }),
  edit: (entry) => aim({ edit: entry }),
  remove: async (entry) => { await ask(`/control/messages/${state.platform}/${encodeURIComponent(entry.id)}`, "DELETE"); document.querySelector("[data-sure]")?.removeAttribute("data-sure"); look(); },
};

function aim(target) {
  state.target = target;
  const { reply, edit } = target || {};
  at("context").hidden = !target;
  at("context").firstElementChild.textContent = edit ? "You change your words" : reply ? `You reply to ${reply.author}` : "";
  at("text").value = edit ? edit.text : "";
  at("text").placeholder = isPrivate() ? `Message as ${me()}` : `Comment as ${me()}`;
  at("text").setAttribute("aria-label", at("text").placeholder);
  at("problem").hidden = true;
  if (target) at("text").focus();
}

async function send(event) {
  event.preventDefault();
  const text = at("text").value.trim();
  if (!text || !state.found?.account) return;
  at("send").disabled = true;
  try {
    await write(text);
    aim(null);
    await look();
  } catch (error) {
    at("problem").textContent = `${error.message} Your words are still here.`;
    at("problem").hidden = false;
  }
  at("send").disabled = false;
}

function write(text) {
  const { reply, edit } = state.target || {};
  if (edit) return ask(`/control/messages/${state.platform}/${encodeURIComponent(edit.id)}`, "PATCH", { text });
  const kind = isPrivate() ? "direct_message" : "comment";
  return ask("/control/messages", "POST", { platform: state.platform, account_id: state.found.account.id, kind, post_id: postId(), parent_id: reply?.id || "", fan: me(), text });
}

function be(name) {
  at("name").value = name;
  localStorage.setItem("fan", name);
  at("me").textContent = me();
  Object.assign(state, { seen: null });
  if (!state.target) aim(null);
  look();
}

function putAway() {
  if (!document.body.classList.contains("naming")) return;
  document.body.classList.remove("naming");
  at("open-you").focus();
}

at("name").value = localStorage.getItem("fan") || "you";
at("me").textContent = me();
at("name").addEventListener("input", () => be(at("name").value));
at("composer").addEventListener("submit", send);
at("text").addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event); });
at("cancel").addEventListener("click", () => aim(null));
at("open-you").addEventListener("click", () => { document.body.classList.add("naming"); at("name").focus(); });
at("close-you").addEventListener("click", putAway);
document.body.addEventListener("click", (event) => { if (event.target === document.body) putAway(); });
document.body.addEventListener("keydown", (event) => { if (event.key === "Escape") putAway(); });
at("all-well").addEventListener("click", () => ask("/control/faults", "DELETE").then(look));
for (const button of document.querySelectorAll("[data-mode]")) {
  const { mode, operation, seconds = 0, times = 1 } = button.dataset;
  button.addEventListener("click", () => ask("/control/faults", "POST", { platform: state.platform, mode, operation, seconds: Number(seconds), times: Number(times) }).then(look));
}
addEventListener("hashchange", arrive);
arrive();
(async function keepLooking() {
  for (;;) {
    await new Promise((resume) => setTimeout(resume, 1000));
    if (!document.hidden) await look();
  }
})();
