/** The one polite word to screen readers, in a region that was there from the start. */

const region = document.getElementById("announcer");

/** Emptied first, since the same words twice are not spoken twice. */
export function announce(words) {
  region.textContent = "";
  setTimeout(() => (region.textContent = words), 100);
}
