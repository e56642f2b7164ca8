/**
 * The line being read: the first line of text at the top of the window.
 *
 * `readingLine()` remembers where it stands; the function it returns puts it back
 * there and tells whether it was found. If that very line is gone, the next one
 * that is still there serves.
 */

const LINES = ":is(h1, h2, h3, p, li, figure, blockquote)";
const MOST = 40;

export function readingLine() {
  const lines = [];
  for (const element of document.querySelectorAll(`#live ${LINES}`)) {
    const { top, bottom, height } = element.getBoundingClientRect();
    if (height === 0 || bottom <= 0) continue;
    if (element.querySelector(LINES)) continue; // its top may be far above what is read
    lines.push({ element, top });
    if (lines.length === MOST) break;
  }
  return function restore() {
    const line = lines.find(({ element }) => element.isConnected && element.offsetHeight);
    if (!line) return lines.length === 0;
    const moved = line.element.getBoundingClientRect().top - line.top;
    if (moved) window.scrollBy({ top: moved, behavior: "instant" });
    return true;
  };
}
