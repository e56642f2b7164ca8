/** The reader's rendering of what is being typed, in the reader's own style. */

import { patch } from "../posts/patch.js";
import { typed } from "./composer.js";
import { ask } from "./trouble.js";

const PAUSE = 400; // milliseconds of quiet before the server is asked
const desk = document.getElementById("desk");
const host = document.getElementById("preview");
const root = host.attachShadow({ mode: "open" });
const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: desk.dataset.readerCss });
const shown = Object.assign(document.createElement("div"), { className: "live" });
root.append(style, shown);
let timer = 0;
let asked = "";

async function show() {
  const text = typed();
  if (text === asked) return;
  asked = text;
  const answer = await ask(desk.dataset.preview, text);
  if (!answer || text !== asked) return;
  const fresh = document.createElement("div");
  fresh.className = "live";
  fresh.innerHTML = await answer.text();
  patch(shown, fresh);
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(show, PAUSE);
}

document.addEventListener("composer:ready", show);
document.addEventListener("composer:typed", soon);
