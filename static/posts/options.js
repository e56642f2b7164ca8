/** What a reader chose under 'Options', kept in the browser: `isOn("keys")`. */

const NAME = "live-options";
const standard = { zone: false, announce: true, keys: true };
const boxes = document.querySelectorAll("[data-option]");
let chosen = { ...standard, ...stored() };

/** A browser may refuse to keep anything, for instance in somebody else's frame. */
function stored() {
  try {
    return JSON.parse(localStorage.getItem(NAME));
  } catch {
    return {};
  }
}

export const isOn = (name) => chosen[name];

for (const options of document.querySelectorAll(".options")) options.hidden = false;
function show() {
  for (const box of boxes) box.checked = chosen[box.dataset.option];
  document.dispatchEvent(new Event("live:changed"));
}

/** Another tab may have chosen meanwhile; what was never stored stays. */
function readAgain() {
  chosen = { ...chosen, ...stored() };
  show();
}

for (const box of boxes) {
  box.addEventListener("change", () => {
    const { top } = box.getBoundingClientRect();
    chosen = { ...chosen, ...stored(), [box.dataset.option]: box.checked };
    try {
      localStorage.setItem(NAME, JSON.stringify(chosen));
    } catch {
      // it holds until the page is left
    }
    show();
    window.scrollBy({ top: box.getBoundingClientRect().top - top, behavior: "instant" });
  });
}

window.addEventListener("storage", ({ key }) => key === NAME && readAgain());
window.addEventListener("pageshow", ({ persisted }) => persisted && readAgain());
show();
