/**
 * The line being read: the first line of text at the top of the window.
 *
 * `readingLine()` remembers where it stands; the function it returns puts it back
 * there. If that very line is gone, the next one that is still there serves. It
 * tells whether a line of the feed was found for someone who was reading the feed.
 */

const LINES = ":is(h1, h2, h3, p, li, figure, blockquote)";
const MOST = 40;
const side = document.querySelector(".column-side");

/** Whether the lists stand beside the feed, where they stay while the feed scrolls. */
export const isBeside = () => side !== null && getComputedStyle(side).position === "sticky";

export function readingLine() {
  const lines = [];
  const aside = isBeside() ? side : null;
  for (const element of document.querySelectorAll(`#live ${LINES}`)) {
    const { top, bottom, height } = element.getBoundingClientRect();
    if (height <= 1 || bottom <= 0) continue; // one pixel: for screen readers only
    if (aside?.contains(element) || element.closest(".is-docked")) continue; // no lines of the feed
    if (element.querySelector(LINES)) continue; // its top may be far above what is read
    lines.push({ element, top, isPost: element.closest("#feed") !== null });
    if (lines.length === MOST) break;
  }
  return function restore() {
    const line = lines.find(({ element }) => element.isConnected && element.offsetHeight);
    const moved = line ? line.element.getBoundingClientRect().top - line.top : 0;
    if (moved) window.scrollBy({ top: moved, behavior: "instant" });
    return line?.isPost === lines[0]?.isPost;
  };
}
