/**
 * Nothing typed is ever lost: what is unsaved is kept in this browser at once and
 * on the server every few seconds, and given back when the desk opens again.
 */

import { composer, giveBack, key, typed } from "./composer.js";
import { ask } from "./trouble.js";

const desk = document.getElementById("desk");
const { user, page } = desk.dataset;
const PREFIX = `desk:${user}:${page}:text:`;
const EVERY = 5000; // milliseconds between two copies for the server
const HEARTBEAT = 15000; // and between two signs of life without a change
const ELSEWHERE = 20; // seconds after which another machine's composer is closed
let untouched = null; // null: nothing of it is saved
let sent = "";
let sentAt = 0;
let sending = null; // the copy that is on its way to the server
let sentBefore = null; // that copy as the save began
let isSaving = false; // no copies then: one may arrive after what it is a copy of
let published = "";

const isUnsaved = () => typed({ bare: true }) !== untouched;
const clock = (moment) => new Date(moment).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

function say(words) {
  const kept = document.getElementById("kept");
  if (kept && kept.textContent !== words) kept.textContent = words;
}

function keepHere() {
  if (!composer() || untouched === undefined) return;
  const name = PREFIX + key();
  try {
    if (isUnsaved()) localStorage.setItem(name, JSON.stringify({ typed: typed(), at: Date.now() }));
    else localStorage.removeItem(name);
  } catch {
    // A full or forbidden store: the server's copy remains.
  }
}

async function keepThere() {
  if (!composer() || isSaving) return;
  const text = isUnsaved() ? typed() : "";
  if (text === sent && Date.now() - sentAt < HEARTBEAT) return;
  const opened = key();
  const { post } = composer().elements;
  const copy = ask(desk.dataset.typing, { key: opened, post: post.value, typed: text });
  sending = copy;
  const answer = await copy;
  if (sending === copy) sending = null;
  if (opened !== key()) return;
  if (!answer) return say("Kept in this browser");
  [sent, sentAt] = [text, Date.now()];
  say(text ? `Kept at ${clock(sentAt)}` : "");
}

/** Texts of this browser that were never saved: [{key, typed, at}], latest first. */
function here() {
  const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  const texts = names.map((name) => ({ key: name.slice(PREFIX.length), ...JSON.parse(localStorage.getItem(name)) }));
  return texts.sort((a, b) => b.at - a.at);
}

/** Those that the server knows, as it listed them when the desk was opened. */
function there() {
  return [...document.querySelectorAll("#unsaved > .unsaved-text[data-typed]")].map(({ dataset }) => ({
    key: dataset.key,
    typed: dataset.typed,
    at: Number(dataset.typedAt) * 1000,
    isElsewhere: Date.now() / 1000 - Number(dataset.seenAt) < ELSEWHERE,
  }));
}

async function openInOtherTabs() {
  const locks = await navigator.locks?.query();
  return new Set(locks?.held.map(({ name }) => name));
}

async function list() {
  const open = await openInOtherTabs();
  const texts = new Map(there().map((text) => [text.key, text]));
  for (const text of here()) texts.set(text.key, text);
  return [...texts.values()].filter((text) => text.key !== key() && !open.has(PREFIX + text.key));
}

async function showUnsaved() {
  const box = document.getElementById("unsaved");
  const template = document.getElementById("unsaved-template").content;
  const rows = (await list()).map((text) => {
    const row = template.firstElementChild.cloneNode(true);
    const fields = new URLSearchParams(text.typed);
    const body = new DOMParser().parseFromString(fields.get("body") ?? "", "text/html").body.textContent;
    row.querySelector("[data-words]").textContent = `“${(fields.get("headline") || body).slice(0, 60)}”, ${clock(text.at)}`;
    row.querySelector("[data-take-up]").addEventListener("click", () => takeUp(text));
    row.querySelector("[data-drop]").addEventListener("click", () => drop(text));
    return row;
  });
  box.querySelectorAll(".unsaved-text:not([data-typed])").forEach((row) => row.remove());
  box.append(...rows);
}

function takeUp(text) {
  return giveBack(text.typed, { said: `Given back: what you typed at ${clock(text.at)} and did not save.` });
}

function forget(gone) {
  localStorage.removeItem(PREFIX + gone);
  document.querySelector(`#unsaved > [data-key="${gone}"]`)?.remove();
}

async function drop(text) {
  if (!(await ask(desk.dataset.dropped, { key: text.key }))) return;
  forget(text.key);
  showUnsaved();
}

/**
 * Tell other tabs that this composer is open, until it leaves. Resolves when the one
 * before is known to be closed.
 */
let release = () => {};
let held = Promise.resolve();
function hold() {
  release();
  const name = PREFIX + key();
  const left = new Promise((resolve) => (release = resolve));
  const before = held;
  held = before.then(() => navigator.locks?.request(name, { ifAvailable: true }, (lock) => lock && left));
  return before;
}

let isFirst = true;
document.addEventListener("composer:ready", async () => {
  untouched = "restored" in composer().dataset ? null : typed({ bare: true });
  [sent, sentAt] = ["", 0];
  keepHere();
  const [latest] = isFirst ? (await list()).filter((text) => !text.isElsewhere) : [];
  isFirst = false;
  if (latest && !isUnsaved()) return takeUp(latest);
  await hold();
  showUnsaved();
  keepThere(); // who else has this post open is told at once
});
document.addEventListener("composer:typed", keepHere);
document.addEventListener("composer:leaves", () => {
  keepHere();
  if (isUnsaved()) keepThere();
  else ask(desk.dataset.dropped, { key: key() });
});
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt !== composer()) return;
  published = typed({ bare: true });
  [isSaving, sentBefore] = [true, sending];
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
setInterval(keepThere, EVERY);
