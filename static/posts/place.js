/**
 * Put an element among its siblings by `data-sort`, newest first unless the list's
 * `data-order` says "oldest". An element that moves is moved, not made anew, so
 * that a player in it plays on. Returns the element that is in the list now.
 */

import { patch } from "./patch.js";

export function place(list, element) {
  const isBefore = list.dataset.order === "oldest" ? (a, b) => a > b : (a, b) => a < b;
  const loaded = document.getElementById(element.id);
  const moved = loaded?.dataset.sort !== element.dataset.sort;
  if (loaded) patch(loaded, element);
  if (!moved) return loaded;
  const key = element.dataset.sort;
  const next = [...list.children].find(
    (other) => other !== loaded && isBefore(other.dataset.sort, key),
  );
  if (loaded && list.moveBefore) list.moveBefore(loaded, next ?? null);
  else list.insertBefore(loaded ?? element, next ?? null);
  return loaded ?? element;
}
