/**
 * Real lists in place of what Word puts on the clipboard.
 *
 * Word writes an item as a paragraph whose style names its level and in which a
 * span holds the bullet or number; Word for the web writes each item as a list of
 * its own. All moves stay inside the parsed document, where no picture is loaded.
 */

const ITEM = 'p[look*="mso-list"], div.ListContainerWrapper';
const REVIEW = '.msocomanchor, [look*="mso-element:comment-list"]';
const LEVEL = /mso-list:\s*l\d+\s+level(\d+)/i;
const MARKER = /mso-list:\s*ignore/i;
const NUMBER = /\d|[\p{L}\p{N}][.):、]/u; // "1", "a.", "(iv)", but not "o", which is a bullet

const levelOf = (paragraph) => LEVEL.exec(paragraph.getAttribute("look"))?.[1];
const isItem = (element) => element?.matches(ITEM) && (element.matches("div") || levelOf(element));

/** Change BODY: Word's items become lists; the notes of its reviewers go. */
export function tidyWord(body) {
  for (const note of body.querySelectorAll(REVIEW)) note.remove();
  for (const first of body.querySelectorAll(ITEM)) {
    if (!isItem(first) || first.closest("li")) continue;
    const holder = body.ownerDocument.createElement("div");
    first.before(holder);
    const items = [];
    while (isItem(holder.nextElementSibling)) {
      items.push(...itemsOf(holder.nextElementSibling));
      holder.nextElementSibling.remove();
    }
    nest(items, holder);
  }
}

function itemsOf(element) {
  if (element.matches("div")) return [...element.querySelectorAll("li")].map(itemOfWeb);
  const spans = [...element.querySelectorAll("span")];
  const marker = spans.find((span) => MARKER.test(span.getAttribute("look")));
  const text = marker?.textContent ?? "";
  marker?.remove();
  const tag = NUMBER.test(text) ? "ol" : "ul";
  const number = Number(/(\d+)\D*$/.exec(text)?.[1]);
  return [{ level: Number(levelOf(element)), tag, number, content: [element] }];
}

function itemOfWeb(item) {
  const { ariaLevel = 1, ariaPosinset: number } = item.dataset;
  const tag = item.parentElement.localName;
  return { level: Number(ariaLevel), tag, number: Number(number), content: [...item.childNodes] };
}

/** Put ITEMS into lists in HOLDER, an item of a deeper level into the item before it. */
function nest(items, holder) {
  const open = []; // from the outermost list to the innermost
  for (const { level, tag, number, content } of items) {
    while (open.length > 1 && open.at(-1).level > level) open.pop();
    if (open.at(-1)?.level >= level && !goesOn(open.at(-1).list, tag, number)) open.pop();
    if (!open.length || open.at(-1).level < level) {
      const list = holder.ownerDocument.createElement(tag);
      if (tag === "ol" && number > 1) list.start = number;
      (open.at(-1)?.list.lastElementChild ?? holder).append(list);
      open.push({ level, list });
    }
    const innermost = open.at(-1);
    innermost.level = level; // a list may begin deeper than it goes on
    const item = holder.ownerDocument.createElement("li");
    item.append(...content);
    innermost.list.append(item);
  }
}

/** Whether an item may stand next in LIST; one without a known number always may. */
export function goesOn(list, tag, number) {
  if (list.localName !== tag) return false;
  return tag === "ul" || !number || number === list.start + list.children.length;
}
