// What the phone shows: an account, a post with its comments, a conversation. Values in, elements out.

import { face, make, moment } from "./make.js";

const short = (count) => (count === 1 ? "1 comment" : `${count} comments`);
const handle = (name) => (name.startsWith("@") ? name : `@${name}`);

export function profile(found, go) {
  const { account, posts } = found;
  const videos = posts.some((post) => post.title);
  const tiles = posts.map((post) => (videos ? video(post, account, go) : photo(post, go)));
  return [
    make("div", { class: "profile" },
      face(account.name || account.username, "big creator"),
      make("div", {}, make("h2", {}, account.name || account.username), make("p", { class: "soft" }, handle(account.username)), account.bio ? make("p", { class: "bio" }, account.bio) : null),
      make("p", { class: "count" }, make("b", {}, String(posts.length)), videos ? " videos" : " posts"),
    ),
    tiles.length ? make("div", { class: videos ? "videos" : "photos" }, ...tiles) : empty("No posts yet."),
  ];
}

function photo(post, go) {
  return make("button", { type: "button", class: "tile", onclick: () => go(`post/${post.id}`), "aria-label": `${post.caption.slice(0, 60)}, ${short(post.comments)}` },
    make("img", { src: post.art, alt: "", decoding: "sync", width: 360, height: 360 }),
    make("span", { class: "bubble", "aria-hidden": "true" }, String(post.comments)));
}

function video(post, account, go) {
  return make("button", { type: "button", class: "tile", onclick: () => go(`post/${post.id}`) },
    make("span", { class: "frame" }, make("img", { src: post.art, alt: "", decoding: "sync", width: 640, height: 360 }), make("span", { class: "play", "aria-hidden": "true" })),
    make("span", { class: "about" }, face(account.name || account.username, "creator"),
      make("span", {}, make("b", {}, post.title), make("span", { class: "soft" }, `${short(post.comments)} · `, moment(post.created_at)))));
}

export function post(found, postId, entries, act) {
  const shown = found.posts.find((one) => one.id === postId);
  if (!shown) return [back(act), empty("This post is not there any more.")];
  const wide = Boolean(shown.title);
  return [
    back(act, wide),
    make("img", { class: wide ? "picture wide" : "picture", src: shown.art, alt: "", decoding: "sync", width: wide ? 640 : 360, height: 360 }),
    make("div", { class: "caption" },
      wide ? make("h2", {}, shown.title) : null,
      make("p", {}, make("b", {}, found.account.username), " ", shown.caption),
      make("p", { class: "soft small" }, `${short(shown.comments)} · `, moment(shown.created_at))),
    entries.length ? make("ol", { class: "thread" }, ...entries.map((entry) => comment(entry, act))) : empty("No comments yet. Write the first one."),
  ];
}

export function conversation(found, me, entries, act) {
  const letters = entries.map((entry) => make("li", { class: `letter ${entry.creator ? "theirs" : "mine"}`, "data-id": entry.id },
    make("p", { class: "words" }, entry.text),
    make("p", { class: "soft small" }, moment(entry.created_at), entry.edited ? " · edited" : "", ...own(entry, act), stamp(entry))));
  return [
    make("div", { class: "with" }, back(act), face(found.account.name || found.account.username, "creator"), make("h2", {}, found.account.name)),
    letters.length ? make("ol", { class: "letters" }, ...letters)
      : empty(`No messages between ${handle(me)} and ${found.account.name} yet. Write the first one.`),
  ];
}

function comment(entry, act) {
  const nested = entry.parent ? " nested" : "";
  return make("li", { class: `comment${nested}${entry.hidden ? " hidden" : ""}`, "data-id": entry.id },
    face(entry.name || entry.author, entry.creator ? "creator" : ""),
    make("div", {},
      make("p", { class: "who" }, make("b", {}, entry.author), entry.creator ? make("span", { class: "role" }, "creator") : null, moment(entry.created_at),
        entry.edited ? make("span", { class: "soft" }, "edited") : null, entry.hidden ? make("span", { class: "soft" }, "hidden by the creator") : null),
      make("p", { class: "words" }, entry.text),
      make("p", { class: "acts" }, make("button", { type: "button", class: "plain", onclick: () => act.reply(entry) }, "Reply"), ...own(entry, act), stamp(entry))));
}

function own(entry, act) {
  if (entry.creator || entry.author !== act.me()) return [];
  const remove = (event) => {
    if (event.target.dataset.sure) act.remove(entry);
    else Object.assign(event.target, { textContent: "Delete for good?" }).dataset.sure = "yes";
  };
  return [
    make("button", { type: "button", class: "plain", onclick: () => act.edit(entry) }, "Edit"),
    make("button", { type: "button", class: "plain", onclick: remove }, "Delete"),
  ];
}

function stamp(entry) {
  return entry.avatar ? make("span", { class: "stamp" }, "answered by the avatar") : null;
}

function back(act, videos = false) {
  return make("button", { type: "button", class: "plain back", onclick: () => act.go("") }, videos ? "‹ All videos" : "‹ All posts");
}

export function empty(sentence) {
  return make("p", { class: "empty" }, sentence);
}

export function lately(entry, go) {
  const place = entry.post ? `post/${entry.post}` : "messages";
  return make("li", {}, make("button", { type: "button", class: "plain", onclick: () => go(place, entry.to) },
    make("span", { class: "soft small" }, entry.post ? "to " : "in private to ", make("b", {}, entry.to), " · ", moment(entry.created_at)),
    make("span", { class: "words" }, entry.text)));
}
