/* One connection to the server for the whole page. It says which message moved; what it says now is asked for then. */
import { io } from "socket.io-client";

const listeners = new Set();
const bells = new Set();
let wasAway = false;
const PATIENCE = 4000; // milliseconds without the server before a page says so

/** `listener({id, status})` when a message of this workspace moved, `listener(null)` when words may have been missed. */
export function onMoved(listener) {
  listeners.add(listener);
}

/** `listener()` when other things need somebody than before, or when words may have been missed. */
export function onNotices(listener) {
  bells.add(listener);
}

/** `listener(data)` for each word `name` that the server says. */
export function onSaid(name, listener) {
  socket?.on(name, listener);
}

/** Say something to the server; nothing is lost but the moment when it is away. */
export function say(name, data) {
  if (socket?.connected) socket.emit(name, data);
}

function tell(moved) {
  for (const listener of listeners) listener(moved);
}

function ring() {
  for (const listener of bells) listener();
}

const socket = document.body.dataset.signedIn ? connect() : null;

function connect() {
  const socket = io({ transports: ["websocket", "polling"], reconnectionDelayMax: 10_000 });
  const sentence = document.querySelector("[data-offline]");
  let patience = 0;
  socket.on("message", tell);
  socket.on("notices", ring);
  socket.on("disconnect", () => {
    wasAway = true;
    delete document.body.dataset.listens;
    patience = setTimeout(() => (sentence.hidden = false), PATIENCE);
  });
  socket.on("connect", () => {
    clearTimeout(patience);
    sentence.hidden = true;
    document.body.dataset.listens = "yes";
    if (wasAway) {
      tell(null);
      ring();
    }
    wasAway = false;
  });
  return socket;
}

/** `work`, once, when nothing has called for `milliseconds`. */
export function settled(work, milliseconds) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, milliseconds);
  };
}
