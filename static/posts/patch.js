/**
 * Make one element say what another says, touching only what differs.
 *
 * Paragraphs that stay the same stay the same nodes, so that a reader's line,
 * selection and focus survive; a player that runs is never touched while its
 * address stays. Only elements with text of their own are rewritten whole. What the
 * reader's own scripts and choices left on the page stays: the marks below.
 */

const MARKS = ["is-marked", "is-docked"];
const KEPT = ["data-since", "style"];
const CONTROLS = ".toggle, .dock";

const isPlayed = (old, fresh) =>
  old.classList.contains("is-playing") && old.dataset.player === fresh.dataset.player;

const isSame = (old, fresh) =>
  old.isEqualNode(fresh) || isPlayed(old, fresh) || (old.id !== "" && old.id === fresh.id);

const hasText = (element) =>
  [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());

export function patch(old, fresh) {
  if (old.isEqualNode(fresh) || isPlayed(old, fresh) || old.matches(CONTROLS)) return;
  copyAttributes(old, fresh);
  if (hasText(old) || hasText(fresh)) {
    old.replaceChildren(...fresh.childNodes);
    return;
  }
  let at = old.firstElementChild;
  const children = [...fresh.children];
  const comesLater = (n) => children.some((child, m) => m > n && isSame(at, child));
  for (const [n, child] of children.entries()) {
    const match = following(at).find((element) => isSame(element, child));
    if (match) {
      while (at !== match && !comesLater(n)) at = removed(at);
      if (at !== match) at = moved(match, at);
    } else if (!at || at.tagName !== child.tagName || at.id !== child.id || comesLater(n)) {
      old.insertBefore(child, at);
      continue;
    }
    const next = at.nextElementSibling;
    patch(at, child);
    at = next;
  }
  while (at) at = removed(at);
}

function copyAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !KEPT.includes(name)) old.removeAttribute(name);
  }
  const marks = MARKS.filter((mark) => old.classList.contains(mark));
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
  if (marks.length) old.classList.add(...marks);
}

function following(element) {
  const found = [];
  for (let at = element; at; at = at.nextElementSibling) found.push(at);
  return found;
}

/**
 * Moves ELEMENT up, not its neighbours down: one of those may be playing. A browser
 * that can't move what plays moves the neighbours, if it is ELEMENT that does.
 */
function moved(element, before) {
  const { parentElement: parent } = before;
  if (parent.moveBefore) parent.moveBefore(element, before);
  else if (!element.querySelector(".is-playing")) before.before(element);
  else element.after(...following(before).slice(0, following(before).indexOf(element)));
  return element;
}

function removed(element) {
  const next = element.nextElementSibling;
  element.remove();
  return next;
}
