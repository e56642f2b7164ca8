/**
 * What this browser keeps of composers whose text is not saved, and which of its
 * tabs have such a composer open.
 */

import * as local from "./local.js";

const { user, page } = document.getElementById("desk").dataset;
const PREFIX = `desk:${user}:${page}:text:`;

/** Keep what is TYPED in the composer KEY. */
export const put = (key, typed) => local.put(PREFIX + key, { typed, at: Date.now() });
export const remove = (key) => local.remove(PREFIX + key);

/** Texts that were never saved: [{key, typed, at}], latest first. */
export function texts() {
  const kept = local.names().filter((name) => name.startsWith(PREFIX));
  const found = kept.map((name) => ({ ...local.get(name), key: name.slice(PREFIX.length) }));
  return found.filter(({ typed }) => typed).sort((a, b) => b.at - a.at);
}

/** The keys of the composers that are open in a tab. */
export async function open() {
  const locks = await navigator.locks?.query();
  return new Set(locks?.held.map(({ name }) => name.replace(PREFIX, "")));
}

let release = () => {};
let held = Promise.resolve();

/**
 * Tell other tabs that the composer KEY is open here, and no other. Resolves when
 * the one before is known to be closed.
 */
export function hold(key) {
  release();
  const left = new Promise((resolve) => (release = resolve));
  const before = held;
  held = before.then(() => navigator.locks?.request(PREFIX + key, { ifAvailable: true }, (lock) => lock && left));
  return before;
}
