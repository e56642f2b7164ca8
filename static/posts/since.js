/** 'New since 16:02', a line above the post from which on all is new to a reader. */

import { clock } from "./times.js";

const { sinceWords } = document.getElementById("new-posts").dataset;
let answer = new Date();
let left = answer; // when the reader left off

// Told after the swap, so that what came with an answer sees the one before it.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) answer = new Date();
});

/** When this page last heard from the server. */
export const lastAnswer = () => answer;

const marked = () => document.querySelector("#feed > [data-since]");

export function sayNewSince(moment, post) {
  marked()?.removeAttribute("data-since");
  left = moment;
  if (post) tell(post);
}

function tell(post) {
  post.dataset.since = sinceWords.replace("{time}", clock(left));
}

// In the reader's own zone, too.
document.addEventListener("live:changed", () => marked() && tell(marked()));
