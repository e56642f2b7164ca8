/** 'New since 16:02': said when the feed was replaced under someone reading it. */

import { clock } from "./unread.js";

const since = document.getElementById("since");
let lastAnswer = new Date();

// Told after the swap, so that the words below name the answer before it.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) lastAnswer = new Date();
});

export function sayNewSince(isLost) {
  since.hidden = !isLost;
  if (!isLost) return;
  since.textContent = since.dataset.words.replace("{time}", clock(lastAnswer));
  since.scrollIntoView({ block: "start", behavior: "instant" });
}
