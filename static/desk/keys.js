/**
 * The desk by keyboard. While writing: publish, save, submit. Elsewhere single keys
 * press the button that carries them as `data-key`, on the row in focus first.
 */

import { composer, editor, focus } from "./composer.js";

const TYPED_IN = "input:not([type=checkbox]), textarea, select, [contenteditable=true]";

function press(act) {
  composer().querySelector(`button[value="${act}"]`)?.click();
}

function whileWriting(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return false;
  if (event.key === "Enter") press(event.shiftKey ? "review" : "publish");
  else if (event.key.toLowerCase() === "s" && !event.shiftKey) press("draft");
  else return false;
  return true;
}

function step(row, direction) {
  const next = direction === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
  if (!next?.matches(".row")) return;
  next.focus();
}

const anywhere = {
  n: focus,
  s: () => document.querySelector("#stream .row")?.focus(),
  "/": () => document.querySelector("#desk-filters [type=search]").focus(),
  "?": () => document.getElementById("desk-keys").showModal(),
};

function elsewhere(event) {
  const row = event.target.closest(".row");
  if (row && event.key.startsWith("Arrow")) {
    step(row, event.key);
    return true;
  }
  const carrier = `[data-key="${CSS.escape(event.key)}"]`;
  const button = row?.querySelector(carrier) ?? document.querySelector(`#desk-said ${carrier}`);
  if (button?.tagName === "SELECT") button.focus();
  else if (button) {
    button.click();
    button.parentElement.querySelector(":scope[open] > form textarea")?.focus();
  } else if (anywhere[event.key]) anywhere[event.key]();
  else return false;
  return true;
}

const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.altKey);
const isEnter = (event) => event.key === "Enter" && isPlain(event) && event.target.name === "headline";

function handled(event) {
  if (composer()?.contains(event.target)) {
    if (!isEnter(event)) return whileWriting(event);
    editor?.view.focus();
    return true;
  }
  const isTyping = event.target.closest(TYPED_IN) || document.querySelector("dialog[open]");
  return !isTyping && isPlain(event) && elsewhere(event);
}

// Before the editor, which has a meaning of its own for Ctrl+Enter.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.isComposing || event.repeat || !handled(event)) return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
