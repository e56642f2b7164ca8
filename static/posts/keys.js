/** J and K: to the next and the previous post, or the link beyond the last one. */

import { goTo } from "./go.js";
import { isOn } from "./options.js";

const BEYOND = "#feed ~ .more a";

/** How near to the top of the window, in pixels, a post is the one that is read. */
const near = (post) => parseFloat(getComputedStyle(post).scrollMarginBlockStart) + 8;

/** The post after (1) or before (-1) the one in focus, or else at the top. */
function next(step) {
  const posts = [...document.querySelectorAll("#feed > article")];
  const box = (post) => post.getBoundingClientRect();
  const isSeen = (post) => box(post).bottom > 0 && box(post).top < window.innerHeight;
  const focused = posts.find((post) => post.contains(document.activeElement) && isSeen(post));
  const atTop = () => posts.findLastIndex((post) => box(post).top <= near(post));
  const isBeyond = document.activeElement.matches(BEYOND);
  const at = isBeyond ? posts.length : focused ? posts.indexOf(focused) : atTop();
  return posts[at + step];
}

document.addEventListener("keydown", (event) => {
  const step = { j: 1, k: -1 }[event.key];
  if (!step || !isOn("keys") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) return;
  const post = next(step);
  if (post) goTo(post);
  else if (step > 0) document.querySelector(BEYOND)?.focus();
});
