/**
 * The htmx extension `desk`: what the server's answer does to the screen.
 *   upsert  new and changed rows of the stream, each in its place
 *   older   the next rows below, one of which may stand above at an older place
 *   piece   a piece of furniture, unless somebody is typing in it
 */

import { patch } from "../posts/patch.js";
import { place } from "../posts/place.js";
import { saved } from "./pieces.js";

const swaps = {
  upsert(stream, incoming) {
    const edge = document.getElementById("stream-more").dataset.olderEdge ?? "";
    const [shown, below] = [[], []];
    for (const row of [...incoming.children]) {
      (row.dataset.sort >= edge ? shown : below).push(row);
    }
    for (const row of below) document.getElementById(row.id)?.remove();
    return shown.map((row) => {
      if (document.querySelector(`#${row.id} details[open]`)) row.querySelector("details")?.setAttribute("open", "");
      const placed = place(stream, row);
      for (const option of placed.querySelectorAll("option")) option.selected = option.defaultSelected;
      return placed;
    });
  },

  older(more, incoming) {
    const rows = [...incoming.children];
    for (const row of rows) if (row.id !== more.id) document.getElementById(row.id)?.remove();
    more.replaceWith(...rows);
    return rows;
  },

  piece(piece, incoming) {
    const form = piece.querySelector("form[data-piece]");
    const isMine = form?.dataset.dirty !== undefined && !("saved" in incoming.dataset);
    if (isMine) {
      if ("overtaken" in incoming.dataset) overtake(form, incoming);
      return [];
    }
    patch(piece, incoming);
    if (form) saved(piece.querySelector("form[data-piece]"));
    return [piece];
  },
};

/** Show a colleague's version under ours, and let the next save be knowing. */
function overtake(form, incoming) {
  const theirs = [...incoming.querySelectorAll("li, label")].map((line) =>
    [...line.querySelectorAll("input, textarea")].map((field) => field.value).join(" "),
  );
  const note = document.createElement("div");
  note.className = "theirs";
  note.append("Theirs:", ...theirs.filter(Boolean).map((words) => Object.assign(document.createElement("p"), { textContent: words })));
  form.querySelector(".theirs")?.remove();
  form.append(note);
  form.elements.seen.value = incoming.querySelector("[name=seen]").value;
}

htmx.defineExtension("desk", {
  handleSwap(style, target, fragment) {
    return swaps[style]?.(target, fragment) ?? false;
  },
});
