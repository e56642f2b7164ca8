/**
 * The htmx extension `live-feed`: the one place that knows the window.
 *
 * The server sends posts and sort keys; this puts them in their places:
 *   upsert  new and changed posts, each at its sort key, inside the edges only
 *   extend  an older or newer chunk, which brings its own edge
 *   reset   a fresh first page in place of the feed
 *   patch   a piece of furniture, without disturbing a player in it
 * and keeps the line being read where it is.
 */

import { readingLine } from "./anchor.js";
import { patch } from "./patch.js";
import { place } from "./place.js";
import { lastAnswer, sayNewSince } from "./since.js";
import { arrived, forget } from "./unread.js";

const CHUNK = "#newer, #older";
let restore = null;
let isFresh = false;
let came = [];
const gone = new Set();

// A missing edge is open; the window holds its older edge and not its newer one.
const isTooOld = ({ dataset }, key) => dataset.olderEdge !== undefined && key < dataset.olderEdge;
const isTooNew = ({ dataset }, key) => dataset.newerEdge !== undefined && key >= dataset.newerEdge;

/** The ids in the server's list of posts that were never public before. */
const unreadOf = ({ dataset }) => dataset.unread.split(" ").filter(Boolean).map((pk) => `post-${pk}`);

const swaps = {
  upsert(feed, incoming) {
    const fresh = unreadOf(incoming).filter((id) => !document.getElementById(id));
    for (const post of [...incoming.children]) {
      const key = post.dataset.sort;
      const isOld = isTooOld(feed, key);
      if (isOld || isTooNew(feed, key)) document.getElementById(post.id)?.remove();
      else place(feed, post);
      if (isOld) gone.add(post.id);
      else if (fresh.includes(post.id)) came.push(post.id);
    }
  },

  extend(feed, incoming) {
    const chunk = incoming.querySelector("#feed");
    const nav = incoming.querySelector(CHUNK);
    const current = document.getElementById(nav.id);
    const isFocused = current.contains(document.activeElement);
    const edge = nav.id === "older" ? "olderEdge" : "newerEdge";
    const first = chunk.firstElementChild;
    delete feed.dataset[edge];
    if (chunk.dataset[edge]) feed.dataset[edge] = chunk.dataset[edge];
    for (const post of [...chunk.children]) place(feed, post);
    current.replaceWith(nav);
    if (isFocused && first) document.querySelector(`#${first.id} h3`).focus({ preventScroll: true });
    return [nav];
  },

  reset(feed, incoming) {
    came = unreadOf(incoming).filter((id) => !document.getElementById(id));
    const { order } = feed.dataset;
    const posts = [...incoming.children];
    if (order === "oldest") incoming.replaceChildren(...posts.reverse());
    patch(feed, incoming);
    feed.dataset.order = order;
    delete feed.dataset.unread;
    forget((id) => !document.getElementById(id));
    isFresh = true;
  },

  patch(piece, incoming) {
    patch(piece, incoming);
  },
};

htmx.defineExtension("live-feed", {
  handleSwap(style, target, fragment) {
    if (!swaps[style]) return false;
    return swaps[style](target, fragment) ?? [];
  },
});

const isOurs = ({ detail }) => detail.requestConfig?.elt.closest("#poller, #newer, #older");

// A maintenance page or a sign-in wall may come with status 200: it is no answer.
const isAnswer = ({ requestConfig, serverResponse }) =>
  serverResponse.includes(requestConfig.elt.id === "poller" ? 'id="poller"' : 'id="feed"');

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event;
  if (!isOurs(event) || !detail.shouldSwap) return;
  if (isAnswer(detail)) restore = readingLine();
  else Object.assign(detail, { shouldSwap: false, isError: true });
});

document.addEventListener("htmx:afterSwap", () => {
  if (!restore) return;
  document.dispatchEvent(new Event("live:changed"));
  if (!restore() && isFresh) startOver();
  restore = null;
  isFresh = false;
  arrived(came);
  came = [];
  forget((id) => gone.has(id));
  gone.clear();
});

/** Nothing of what was being read is left: begin at the top, and say so. */
function startOver() {
  const [first] = document.getElementById("feed").children;
  sayNewSince(lastAnswer(), first);
  first?.scrollIntoView({ block: "start", behavior: "instant" });
}

// A withdrawn post leaves the count too, loaded or not.
document.addEventListener("htmx:oobBeforeSwap", ({ target, detail }) => {
  if (!detail.fragment.children.length) gone.add(target.id);
});
document.addEventListener("htmx:oobErrorNoTarget", ({ detail }) => {
  if (detail.content) gone.add(detail.content.id);
});
