/**
 * Lists whose lines are added, removed and put in order: bylines, pictures, summary
 * points, links, pinned posts. By button, by Alt with an arrow, or by dragging.
 */

function changed(list) {
  document.dispatchEvent(new CustomEvent("rows:changed"));
  list.dispatchEvent(new Event("input", { bubbles: true }));
  if ("submit" in list.dataset) list.closest("form").requestSubmit();
}

export function add(list) {
  const template = list.parentElement.querySelector(":scope > template");
  list.append(template.content.cloneNode(true));
  return list.lastElementChild;
}

function move(line, direction) {
  const list = line.parentElement;
  const other = direction === "up" ? line.previousElementSibling : line.nextElementSibling;
  if (!other) return;
  const focused = document.activeElement;
  if (direction === "up") other.before(line);
  else other.after(line);
  focused.focus();
  changed(list);
}

function remove(line) {
  const list = line.parentElement;
  const next = line.nextElementSibling ?? line.previousElementSibling;
  line.remove();
  (next?.querySelector("textarea, input:not([type=hidden])") ?? list.closest("form")).focus();
  changed(list);
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  const line = button?.closest("[data-rows] > li");
  if (!button) return;
  if ("add" in button.dataset) {
    const list = button.closest("fieldset").querySelector("[data-rows]");
    add(list).querySelector("input:not([type=hidden]), textarea").focus();
    changed(list);
  } else if (line && "up" in button.dataset) move(line, "up");
  else if (line && "down" in button.dataset) move(line, "down");
  else if (line && "remove" in button.dataset) remove(line);
});

document.addEventListener("keydown", (event) => {
  const line = event.target.closest("[data-rows] > li");
  if (!line || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  move(line, event.key === "ArrowUp" ? "up" : "down");
});

// Dragging begins on what is no text field, so that text can still be selected.
let dragged = null;
document.addEventListener("pointerdown", ({ target }) => {
  const line = target.closest("[data-sortable] > li");
  if (line) line.draggable = !target.closest("input, textarea, select, button");
});
document.addEventListener("dragstart", ({ target }) => {
  dragged = target instanceof Element && target.closest("[data-sortable] > li");
});
document.addEventListener("dragover", (event) => {
  const line = dragged && event.target.closest("[data-sortable] > li");
  if (!line || line.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  const { top, height } = line.getBoundingClientRect();
  if (line === dragged) return;
  if (event.clientY < top + height / 2) line.before(dragged);
  else line.after(dragged);
});
document.addEventListener("dragend", () => {
  if (dragged) changed(dragged.parentElement);
  dragged = null;
});
