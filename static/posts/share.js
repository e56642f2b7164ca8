/**
 * Share a post: the device's own share sheet, else the address is copied, else the
 * link is a link.
 */

import { announce } from "./announcer.js";
import { isPlain } from "./go.js";

const SHOWN = 3000;

async function copy(link) {
  try {
    await navigator.clipboard.writeText(link.href);
  } catch {
    window.location.assign(link.href);
    return;
  }
  const [words] = link.childNodes;
  link.dataset.words ??= words.data;
  words.data = link.dataset.copied;
  announce(link.dataset.copied);
  setTimeout(() => (words.data = link.dataset.words), SHOWN);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".share");
  if (!link || !isPlain(event) || window.parent !== window) return; // no rights in a frame
  const { textContent } = link.closest("article").querySelector("h3");
  const title = textContent.replace(/\s+/g, " ").trim();
  if (navigator.share) {
    event.preventDefault();
    navigator.share({ title, url: link.href }).catch(({ name }) => {
      if (name !== "AbortError") copy(link); // closed by the reader: that is all
    });
  } else if (navigator.clipboard) {
    event.preventDefault();
    copy(link);
  }
});
