/**
 * Slash commands: `/analysis`, `/key`, `/pin` … at the start of the headline or of
 * the text set the fields below, and leave no trace of themselves.
 */

import { composer, editor, labelled } from "./composer.js";

const COMMAND = /^\/(\w+)[\s\u00a0]/;
const HALF = /^\/(\w*)$/;

const isLabel = (name) => [...composer().elements.label.options].some(({ value }) => value === name);
const names = () => [...[...composer().elements.label.options].map(({ value }) => value).filter(Boolean), "key", "pin"];

function run(name) {
  const { label, key_event: key, pin } = composer().elements;
  if (name === "key") key.checked = true;
  else if (name === "pin" && pin) pin.checked = true;
  else if (name && isLabel(name)) label.value = name;
  else return false;
  labelled();
  return true;
}

function hint(half) {
  const words = document.getElementById("slash-hint");
  words.dataset.usual ??= words.innerHTML;
  const found = half === undefined ? [] : names().filter((name) => name.startsWith(half));
  if (found.length) words.textContent = found.map((name) => `/${name}`).join("  ");
  else if (words.innerHTML !== words.dataset.usual) words.innerHTML = words.dataset.usual;
}

function inHeadline(field, command = COMMAND) {
  const found = field.value.match(command);
  const isRun = found && run(found[1]);
  if (isRun) field.value = field.value.slice(found[0].length);
  hint(field.value.match(HALF)?.[1]);
  return isRun;
}

function inText() {
  const first = editor?.state.doc.firstChild;
  if (!first?.isTextblock) return undefined;
  const words = first.textContent;
  const isDone = editor.state.doc.childCount > 1 && HALF.test(words); // Enter
  const found = isDone ? [words, words.slice(1)] : words.match(COMMAND);
  if (found && run(found[1])) {
    const to = isDone ? first.nodeSize : 1 + found[0].length;
    editor.chain().deleteRange({ from: isDone ? 0 : 1, to }).run();
    return hint();
  }
  return hint(words.match(HALF)?.[1]);
}

document.addEventListener("composer:typed", () => {
  const { headline } = composer().elements;
  if (document.activeElement === headline) inHeadline(headline);
  else inText();
});
// Enter, or the way to the next field, ends a command in the headline as a space does.
document.addEventListener("change", ({ target }) => {
  if (target.form !== composer() || target.name !== "headline") return;
  if (inHeadline(target, HALF)) target.dispatchEvent(new Event("input", { bubbles: true }));
});
