/**
 * The composer on the screen: opening posts in it, its editor, its text as one
 * string. The server renders every composer; nothing is filled in here.
 */

import { createEditor } from "django-prose-editor/configurable";
import { cleanPaste } from "./paste.js";
import { ask } from "./trouble.js";

const desk = document.getElementById("desk");
const placeholder = document.getElementById("composer-place");
const BOOKKEEPING = ["csrfmiddlewaretoken", "seen", "base", "key", "post", "act"];
export let editor = null;

export const composer = () => document.getElementById("composer");
export const key = () => composer().elements.key.value;

/** What is typed, as the server wants it back; without WHO the text is for. */
export function typed({ bare = false } = {}) {
  const fields = new FormData(composer());
  if (bare) for (const name of BOOKKEEPING) fields.delete(name);
  return new URLSearchParams([...fields].filter(([, value]) => typeof value === "string")).toString();
}

function changed() {
  document.dispatchEvent(new CustomEvent("composer:typed"));
}

async function ready() {
  const form = composer();
  await createEditor(form.elements.body);
  if (form !== composer()) return; // another one came meanwhile
  ({ editor } = form.querySelector(".tiptap")); // the package may have made it first
  editor.view.dom.setAttribute("aria-label", "Text");
  editor.view.dom.setAttribute("role", "textbox");
  editor.view.dom.setAttribute("aria-multiline", "true");
  cleanPaste(editor);
  labelled();
  document.dispatchEvent(new CustomEvent("composer:ready"));
}

/** Some fields are there for some labels or choices only. */
export function labelled() {
  const { label, tell_readers: tell } = composer().elements;
  composer().querySelector(".quoted").hidden = label.value !== "quote";
  const note = composer().querySelector(".correction .note");
  if (note) note.hidden = !tell.checked;
}

async function show(answer) {
  if (!answer) return false;
  const html = await answer.text();
  const saved = JSON.parse(answer.headers.get("HX-Trigger") ?? "{}")["desk:saved"];
  document.dispatchEvent(new CustomEvent("composer:leaves", { detail: { saved: saved?.key } }));
  htmx.swap("#composer-place", html, { swapStyle: "innerHTML" });
  if (saved) document.dispatchEvent(new CustomEvent("desk:saved", { detail: saved }));
  composer().scrollIntoView({ block: "nearest" });
  return true;
}

/** Open a post, one of its versions or, without either, an empty composer. */
export async function open(post, version) {
  const asked = new URLSearchParams();
  if (post) asked.set("post", post);
  if (version) asked.set("version", version);
  if (await show(await ask(`${desk.dataset.composer}?${asked}`))) focus();
}

/** Show what was typed before, changed as FIELDS ask (`take`, `as_new`, `said`). */
export async function giveBack(text, fields = {}) {
  return show(await ask(desk.dataset.givenBack, { typed: text, ...fields }));
}

export function focus() {
  composer()?.elements.headline.focus();
}

document.addEventListener("input", ({ target }) => target.form === composer() && changed());
document.addEventListener("change", ({ target }) => {
  if (target.form !== composer()) return;
  labelled();
  changed();
});
document.addEventListener("rows:changed", changed);
// Who was writing goes on in the next composer: elsewhere, letters are commands.
let wasWriting = false;
document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  if (detail.target.id === "composer-place") wasWriting = composer().contains(document.activeElement);
});
document.addEventListener("htmx:load", ({ detail }) => {
  if (detail.elt.id !== "composer") return;
  if (wasWriting) focus();
  wasWriting = false;
  ready();
});

// A save that waited for another one: its button may have been replaced meanwhile.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const button = detail.triggeringEvent?.submitter;
  if (detail.elt === composer() && button) detail.parameters[button.name] = button.value;
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  const { edit, version, take } = button.dataset;
  if (edit) {
    document.getElementById("desk-dialog").close();
    open(edit, version);
  }
  if (take) giveBack(typed(), { take });
  if ("asNew" in button.dataset) giveBack(typed(), { as_new: "1" });
  if ("closeComposer" in button.dataset) open();
  if ("now" in button.dataset) {
    composer().elements.moment.value = "";
    changed();
  }
});

if (placeholder) ready();
