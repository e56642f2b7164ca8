/**
 * Nothing typed is ever lost: what is unsaved is kept in this browser at once and
 * on the server every few seconds, and given back when the desk opens again.
 */

import { composer, key, typed } from "./composer.js";
import * as store from "./store.js";
import { ask } from "./trouble.js";
import { clock, forget, latest, showUnsaved, takeUp } from "./unsaved.js";

const desk = document.getElementById("desk");
const EVERY = 5000; // milliseconds between two copies for the server
const HEARTBEAT = 15000; // and between two signs of life without a change
const LONGEST = 30000; // that a copy may be on its way
const PATIENCE = 1000; // for copies that are on their way as their text is saved
let untouched; // the composer as it was opened or saved; null: nothing of it is saved
let sent = "";
let sentAt = 0;
const underWay = new Set(); // copies on their way to the server
let sentBefore = null; // those as the save began, if there were any
let isSaving = false; // no copies then: one may arrive after what it is a copy of
let published = "";

const isUnsaved = () => typed({ bare: true }) !== untouched;

function say(words) {
  const kept = document.getElementById("kept");
  if (kept && kept.textContent !== words) kept.textContent = words;
}

function keepHere() {
  if (!composer() || untouched === undefined) return;
  if (isUnsaved()) store.put(key(), typed());
  else store.remove(key());
}

async function keepThere() {
  if (!composer() || untouched === undefined || isSaving) return;
  const text = isUnsaved() ? typed() : "";
  if (text === sent && Date.now() - sentAt < HEARTBEAT) return;
  const [opened, now] = [key(), Date.now()];
  const { post } = composer().elements;
  const fields = { key: opened, post: post.value, typed: text };
  const copy = ask(desk.dataset.typing, fields, { signal: AbortSignal.timeout(LONGEST) });
  underWay.add(copy);
  const answer = await copy;
  underWay.delete(copy);
  if (opened !== key()) return;
  if (!answer) return say("Kept in this browser");
  [sent, sentAt] = [text, now];
  say(text ? `Kept at ${clock(sentAt)}` : "");
}

let isFirst = true;
document.addEventListener("composer:ready", async () => {
  untouched = "restored" in composer().dataset ? null : typed({ bare: true });
  [sent, sentAt] = ["", 0];
  keepHere();
  const text = isFirst && (await latest());
  isFirst = false;
  if (text && !isUnsaved()) return takeUp(text);
  await store.hold(key());
  showUnsaved();
  keepThere(); // who else has this post open is told at once
});
document.addEventListener("composer:typed", keepHere);
document.addEventListener("composer:leaves", ({ detail }) => {
  if (detail.saved === key()) return;
  keepHere();
  if (isUnsaved()) keepThere();
  else ask(desk.dataset.dropped, { key: key() });
});
// A copy that arrived after the save would say that its text is unsaved.
document.addEventListener("htmx:confirm", async (event) => {
  if (event.detail.elt !== composer() || !underWay.size) return;
  event.preventDefault();
  await Promise.race([Promise.all(underWay), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  event.detail.issueRequest(true);
});
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt !== composer()) return;
  published = typed({ bare: true });
  [isSaving, sentBefore] = [true, underWay.size ? Promise.all(underWay) : null];
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.requestConfig.elt.id === "composer") isSaving = false;
});
document.addEventListener("desk:saved", ({ detail }) => {
  forget(detail.key);
  sentBefore?.then(() => ask(desk.dataset.dropped, { key: detail.key }));
  sentBefore = null;
  if (detail.key !== key()) return;
  untouched = published;
  keepHere();
  say("");
});
window.addEventListener("pagehide", () => {
  keepHere();
  if (!isUnsaved()) ask(desk.dataset.dropped, { key: key() }, { keepalive: true });
});
// One at a time: an older copy that arrived late would take the place of a newer one.
setInterval(() => underWay.size || keepThere(), EVERY);
