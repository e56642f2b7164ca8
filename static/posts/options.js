/** What a reader chose under 'Options', kept in the browser: `isOn("keys")`. */

const NAME = "live-options";
const chosen = { zone: false, announce: true, keys: true, ...stored() };

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
for (const box of document.querySelectorAll("[data-option]")) {
  const { option } = box.dataset;
  box.checked = chosen[option];
  box.addEventListener("change", () => {
    chosen[option] = box.checked;
    try {
      localStorage.setItem(NAME, JSON.stringify(chosen));
    } catch {
      // it holds until the page is left
    }
    document.dispatchEvent(new Event("live:changed"));
  });
}
