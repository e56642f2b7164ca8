/**
 * Unread posts: the pill, the count in the tab's title, and one polite word to
 * screen readers. Which posts are new is the server's word, not ours.
 */

import { announce } from "./announcer.js";
import { goTo, isPlain } from "./go.js";
import { isOn } from "./options.js";
import { lastAnswer, sayNewSince } from "./since.js";
import { count } from "./times.js";

const pill = document.getElementById("new-posts");
const plurals = new Intl.PluralRules(document.documentElement.lang);
const marked = () => document.querySelector("#feed > .is-marked"); // a permalink's post
const headline = () => marked()?.querySelector(".headline")?.textContent.trim();
const { tabPrefix = "" } = document.getElementById("live").dataset;
const untitled = headline() ? "" : tabPrefix;
const unread = new Set();
let since = lastAnswer();

function inWords(number) {
  const words = pill.dataset[plurals.select(number)] ?? pill.dataset.other;
  return words.replace("{n}", count(number));
}

function show() {
  const { title: own = "" } = document.getElementById("title").dataset;
  const title = marked() ? (headline() ? `${headline()} – ` : untitled) + own : own;
  document.title = unread.size ? `(${unread.size}) ${title}` : title;
  pill.hidden = unread.size === 0;
  pill.textContent = unread.size ? inWords(unread.size) : "";
}

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) read(target);
});

function read(post) {
  seen.unobserve(post);
  unread.delete(post.id);
  show();
}

function isOutOfSight(post) {
  const { top, bottom } = post.getBoundingClientRect();
  const isOldestFirst = post.parentElement.dataset.order === "oldest";
  return isOldestFirst ? top >= window.innerHeight : bottom <= 0;
}

/** Take note of the ids of posts that came, once everything is in its place. */
export function arrived(ids) {
  if (!unread.size) since = lastAnswer();
  for (const id of ids) {
    const post = document.getElementById(id);
    post?.classList.add("is-new");
    if (!post || isOutOfSight(post)) unread.add(id);
  }
  for (const id of unread) {
    const post = document.getElementById(id); // a chunk may have brought it by now
    if (post) seen.observe(post);
  }
  if (ids.length && isOn("announce")) announce(inWords(ids.length));
}

/** Forget posts that were withdrawn, whether they were loaded or not. */
export function forget(isGone) {
  for (const id of [...unread]) if (isGone(id)) unread.delete(id);
  show();
}

pill.addEventListener("click", (event) => {
  const posts = [...unread].map((id) => document.getElementById(id)).filter(Boolean);
  if (!isPlain(event) || posts.length < unread.size) return; // the link leads there
  event.preventDefault();
  const order = (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top;
  const [first] = posts.sort(order);
  sayNewSince(since, first);
  goTo(first);
  read(first); // a reader who scrolls on at once was there all the same
});
