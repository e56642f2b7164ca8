/** Pieces that fold away by a button: the pinned posts and, on phones, the lists. */

import { isBeside } from "./anchor.js";

function prepare() {
  for (const button of document.querySelectorAll(".toggle[hidden]")) {
    const isFolded = button.closest(".column-side") && !isBeside();
    button.setAttribute("aria-expanded", String(!isFolded));
    button.hidden = false;
  }
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest(".toggle");
  if (!button) return;
  button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
});

document.addEventListener("live:changed", prepare);
prepare();
