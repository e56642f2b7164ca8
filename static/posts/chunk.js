/**
 * The links to older and newer posts: one request at a time, and the truth about it.
 */

const LINKS = "#newer a, #older a";
const clicks = new WeakMap();

// A request that waits for its turn in the queue asks again, with the same click.
document.addEventListener("htmx:confirm", (event) => {
  const { elt, triggeringEvent } = event.detail;
  if (!elt.matches(LINKS)) return;
  if (clicks.has(elt) && clicks.get(elt) !== triggeringEvent) event.preventDefault();
  else clicks.set(elt, triggeringEvent);
  elt.setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { elt } = detail.requestConfig;
  if (!clicks.delete(elt)) return;
  elt.removeAttribute("aria-busy");
  if (!detail.successful) elt.textContent = elt.dataset.failed;
});
