/**
 * A stream that plays can be kept in view: scrolled past, it stands in a corner.
 * Only its style changes, so it plays on.
 */

const stream = document.getElementById("stream");
let isAway = false;

function settle() {
  const button = stream.querySelector(".dock");
  const isPlaying = stream.querySelector(".is-playing") !== null;
  if (button) button.hidden = !isPlaying;
  const isDocked = isPlaying && isAway && button.getAttribute("aria-pressed") === "true";
  if (isDocked === stream.classList.contains("is-docked")) return;
  stream.style.minBlockSize = isDocked ? `${stream.offsetHeight}px` : "";
  stream.classList.toggle("is-docked", isDocked);
}

// Heard after embed.js, which puts the player in at the same click.
document.addEventListener("click", ({ target }) => {
  const button = target.closest(".dock");
  if (button) button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
  settle();
});

/** Its room in the page has another height now: taken again when it is docked again. */
function settleAgain() {
  stream.style.minBlockSize = "";
  stream.classList.remove("is-docked");
  settle();
}

window.addEventListener("resize", settleAgain);
document.addEventListener("live:changed", settle);
new IntersectionObserver(([{ isIntersecting }]) => {
  isAway = !isIntersecting;
  settle();
}).observe(stream);
