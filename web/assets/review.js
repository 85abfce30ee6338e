/* The review room. */
import { Room } from "./js/room.js";

const element = document.querySelector("[data-room]");
if (element) new Room(element);
