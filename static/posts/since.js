/** 'New since 16:02', a line above the post from which on all is new to a reader. */

import { clock } from "./times.js";

const { sinceWords } = document.getElementById("new-posts").dataset;
let answer = new Date();

// Told after the swap, so that what came with an answer sees the one before it.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) answer = new Date();
});

/** When this page last heard from the server. */
export const lastAnswer = () => answer;

export function sayNewSince(moment, post) {
  document.querySelector("#feed > [data-since]")?.removeAttribute("data-since");
  if (post) post.dataset.since = sinceWords.replace("{time}", clock(moment));
}
