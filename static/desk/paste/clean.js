/**
 * Foreign HTML as a post may have it: the words in their paragraphs, lists and
 * quotes, and of their look only the marks.
 *
 * The foreign page is read node by node into a new one, so that nothing comes along
 * that is not made here and no visible word stays behind.
 */

import { parse, styleOf } from "./foreign.js";
import { marksOf } from "./marks.js";
import { paragraphs } from "./paragraphs.js";
import { goesOn, tidyWord } from "./word.js";

const BLOCK =
  "address, article, aside, caption, center, dd, details, dialog, div, dl, dt, fieldset, " +
  "figcaption, figure, footer, form, h1, h2, h3, h4, h5, h6, header, hgroup, hr, legend, " +
  "li, main, nav, p, pre, search, section, summary, table, tbody, tfoot, thead";
const LEFT_OUT =
  "audio, canvas, embed, iframe, input, link, meta, noembed, noscript, object, script, select, " +
  "style, svg, template, textarea, title, video, xml, [hidden]";
// Gmail's wrapper holds a reply's quote and the line above it, or a forwarded mail.
const QUOTE = "blockquote, .gmail_quote:not(:has(> blockquote))";
const EMOJI = /^[\p{Extended_Pictographic}\p{Emoji_Component}]+$/u;

const make = (tag) => document.createElement(tag);
const isLeftOut = (element) => element.matches(LEFT_OUT) || styleOf(element).display === "none";

/** HTML with only the elements that the editor offers; "" if it has no words. */
export function clean(html) {
  const body = parse(html);
  tidyWord(body);
  return fill(make("div"), body.childNodes, {}).innerHTML;
}

/** BOX with what NODES say at its end. A place is a box and the runs not yet in it. */
function fill(box, nodes, marks) {
  const place = { box, runs: [] };
  for (const node of nodes) read(node, place, marks);
  endParagraph(place);
  return box;
}

function endParagraph(place) {
  place.box.append(...paragraphs(place.runs));
  place.runs = [];
}

function read(node, place, around) {
  const say = (text) => place.runs.push({ text, marks: around });
  if (node.nodeType === Node.TEXT_NODE) {
    say(around.keepsLines ? node.data : node.data.replaceAll("\n", " "));
  }
  if (node.nodeType !== Node.ELEMENT_NODE || isLeftOut(node)) return;
  const marks = marksOf(node, around);
  if (node.matches("br")) say("\n");
  else if (node.matches("img")) say(EMOJI.test(node.alt) ? node.alt : "");
  else if (node.matches("ul, ol")) readList(node, place, marks);
  else if (node.matches("tr")) readRow(node, place, marks);
  else if (node.matches(QUOTE)) readQuote(node, place, marks);
  else {
    const isBlock = node.matches(BLOCK);
    if (isBlock) endParagraph(place);
    for (const child of node.childNodes) read(child, place, marks);
    if (isBlock) endParagraph(place);
  }
}

function readQuote(node, place, marks) {
  endParagraph(place);
  const quote = fill(make("blockquote"), node.childNodes, marks);
  if (quote.hasChildNodes()) place.box.append(quote);
}

function readList(node, place, marks) {
  endParagraph(place);
  const list = make(node.localName);
  if (node.matches("ul.context")) list.className = "context";
  if (node.start > 1) list.start = node.start;
  for (const child of node.childNodes) {
    const isItem = child.localName === "li";
    const item = (!isItem && list.lastElementChild) || list.appendChild(make("li"));
    fill(item, isItem ? child.childNodes : [child], isItem ? marksOf(child, marks) : marks);
  }
  for (const item of [...list.children]) settle(item);
  const before = place.box.lastElementChild;
  const isMore = before?.className === list.className && goesOn(before, node.localName, list.start);
  if (isMore) before.append(...list.children);
  else if (list.hasChildNodes()) place.box.append(list);
}

/** An item begins with a paragraph; before a list in it the editor would put an empty one. */
function settle(item) {
  while (item.firstElementChild?.matches("ul, ol")) {
    item.before(...item.firstElementChild.children);
    item.firstElementChild.remove();
  }
  if (!item.hasChildNodes()) item.remove();
}

/** Cells of one paragraph each become one line; those of a layout follow one another. */
function readRow(row, place, marks) {
  endParagraph(place);
  const isLine = ({ children }) => children.length === 1 && children[0].matches("p");
  const cells = [...row.cells]
    .map((cell) => fill(make("div"), cell.childNodes, marksOf(cell, marks)))
    .filter((cell) => cell.hasChildNodes());
  const blocks = cells.flatMap((cell) => [...cell.children]);
  if (cells.every(isLine)) {
    for (const other of blocks.splice(1)) blocks[0].append(" – ", ...other.childNodes);
  }
  place.box.append(...blocks);
}
