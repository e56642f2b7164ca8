/** The furniture's forms: what is typed in them is kept in this browser until saved. */

import * as local from "./local.js";
import { add } from "./rows.js";

const { user, page } = document.getElementById("desk").dataset;
const name = (form) => `desk:${user}:${page}:piece:${form.dataset.piece}`;
const fieldsOf = (form) => [...new FormData(form)].filter(([field]) => field !== "seen");

/** The server's version stands in FORM now: nothing is unsaved. */
export function saved(form) {
  delete form.dataset.dirty;
  form.querySelector(".theirs")?.remove();
  form.reset();
  local.remove(name(form));
}

function typed(form) {
  form.dataset.dirty = "";
  local.put(name(form), fieldsOf(form));
}

function giveBack(form) {
  const kept = local.get(name(form));
  if (!Array.isArray(kept) || JSON.stringify(kept) === JSON.stringify(fieldsOf(form))) return;
  const list = form.querySelector("[data-rows]");
  if (list) fill(list, kept);
  else for (const field of form.elements) restore(field, kept);
  typed(form);
  const note = Object.assign(document.createElement("p"), { className: "theirs" });
  note.textContent = "Given back: what you typed here and did not save.";
  note.setAttribute("role", "status");
  form.append(note);
}

function fill(list, kept) {
  const own = [...new Set(kept.map(([field]) => field))];
  const count = kept.filter(([field]) => field === own[0]).length;
  list.replaceChildren();
  for (let n = 0; n < count; n += 1) {
    const line = add(list);
    for (const field of own) {
      const values = kept.filter(([other]) => other === field);
      line.querySelector(`[name="${field}"]`).value = values[n][1];
    }
  }
}

function restore(field, kept) {
  const value = kept.find(([other]) => other === field.name)?.[1];
  if (field.type === "checkbox") field.checked = value !== undefined;
  else if (field.name && field.type !== "hidden") field.value = value ?? "";
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-piece]");
  if (form && !target.closest("[data-submit]")) typed(form);
});
for (const form of document.querySelectorAll("form[data-piece]")) giveBack(form);
