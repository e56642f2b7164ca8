/** Taking the reader to a post: it comes to the top, its heading gets the focus. */

export function goTo(post) {
  post.scrollIntoView({ block: "start", behavior: "instant" });
  post.querySelector("h3").focus({ preventScroll: true });
}

/** Whether a click means 'here', not another tab or window. */
export const isPlain = ({ button, ctrlKey, metaKey, shiftKey, altKey }) =>
  !(button || ctrlKey || metaKey || shiftKey || altKey);

// A key event that is loaded is near; the link leads to any other.
document.addEventListener("click", (event) => {
  const link = event.target.closest("#key-events a");
  const post = link && document.getElementById(link.hash.slice(1));
  if (!post || !isPlain(event)) return;
  event.preventDefault();
  goTo(post);
});
