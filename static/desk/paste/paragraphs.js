/**
 * Paragraphs out of runs, which are pieces of text with their marks.
 *
 * Spaces of any kind and number become one plain space, a line break stays a line
 * break, and an empty line ends the paragraph. What stands between two words has
 * only the marks that both have, so that no mark begins or ends with a space.
 */

const PIECES = /\n|[ \t\r\f\u00a0]+|[^ \t\n\r\f\u00a0]+/g;

const isSpace = (piece) => /^[ \t\r\f\u00a0]/.test(piece);

export function paragraphs(runs) {
  const made = [];
  let paragraph = null;
  let last = {};
  let breaks = 0;
  let spaces = 0;
  for (const { text, marks } of runs) {
    for (const piece of text.match(PIECES) ?? []) {
      if (piece === "\n") breaks += 1;
      else if (isSpace(piece)) spaces += 1;
      else {
        if (!paragraph || breaks > 1) made.push((paragraph = document.createElement("p")));
        else if (breaks) put(paragraph, document.createElement("br"), shared(last, marks));
        else if (spaces) put(paragraph, " ", shared(last, marks));
        put(paragraph, piece, marks);
        last = marks;
        breaks = spaces = 0;
      }
    }
  }
  return made.filter(({ textContent }) => /[^\s\u200b]/.test(textContent));
}

function shared(before, after) {
  return {
    href: before.href === after.href && before.href,
    strong: before.strong && after.strong,
    em: before.em && after.em,
  };
}

function put(paragraph, piece, { href, strong, em }) {
  let place = paragraph;
  if (href) place = endOf(place, "a", href);
  if (strong) place = endOf(place, "strong");
  if (em) place = endOf(place, "em");
  place.append(piece);
}

/** The TAG that PLACE ends with, or a new one there. */
function endOf(place, tag, href) {
  const end = place.lastChild;
  if (end?.localName === tag && (!href || end.getAttribute("href") === href)) return end;
  const made = document.createElement(tag);
  if (href) made.setAttribute("href", href);
  return place.appendChild(made);
}
