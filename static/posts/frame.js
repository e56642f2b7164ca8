/**
 * In a frame on another site: tell that site how high the content is, at first and
 * whenever it changes, and keep a link to a place on this very page in the frame
 * (all others open outside of it, see the page's <base>).
 */

const root = document.documentElement;

function tell() {
  const height = Math.ceil(root.getBoundingClientRect().height);
  // To whoever frames us: the height of a public page is no secret.
  window.parent.postMessage({ type: "liveblog:height", height }, "*");
}

if (window.parent !== window) new ResizeObserver(tell).observe(root);

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (link?.hash && link.href.split("#")[0] === location.href.split("#")[0]) {
    link.target = "_self";
  }
});
