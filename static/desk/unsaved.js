/** Texts that were typed and never saved: listed, taken up again or thrown away. */

import { giveBack, key } from "./composer.js";
import * as store from "./store.js";
import { ask } from "./trouble.js";

const desk = document.getElementById("desk");
const ELSEWHERE = 20; // seconds after which another machine's composer is closed

export const clock = (moment) =>
  new Date(moment).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** Those that the server knows, as it listed them when the desk was opened. */
function there() {
  return [...document.querySelectorAll("#unsaved > .unsaved-text[data-typed]")].map(({ dataset }) => ({
    key: dataset.key,
    typed: dataset.typed,
    at: Number(dataset.typedAt) * 1000,
    isElsewhere: Date.now() / 1000 - Number(dataset.seenAt) < ELSEWHERE,
  }));
}

async function list() {
  const open = await store.open();
  const texts = new Map(there().map((text) => [text.key, text]));
  for (const text of store.texts()) texts.set(text.key, text);
  return [...texts.values()].filter((text) => text.key !== key() && !open.has(text.key));
}

export async function showUnsaved() {
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

export function takeUp(text) {
  return giveBack(text.typed, { said: `Given back: what you typed at ${clock(text.at)} and did not save.` });
}

/** The latest text that nobody else may be typing just now, if there is one. */
export async function latest() {
  return (await list()).find((text) => !text.isElsewhere);
}

export function forget(gone) {
  store.remove(gone);
  document.querySelector(`#unsaved > [data-key="${gone}"]`)?.remove();
}

async function drop(text) {
  if (!(await ask(desk.dataset.dropped, { key: text.key }))) return;
  forget(text.key);
  showUnsaved();
}
