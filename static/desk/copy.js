/** Buttons that copy what stands in the element that they name. */

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const says = button.parentElement.querySelector("[role=status]");
  try {
    await navigator.clipboard.writeText(source.innerText);
    says.textContent = "Copied.";
  } catch {
    window.getSelection().selectAllChildren(source);
    says.textContent = "The browser did not allow it. It is marked: copy it by hand.";
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard; // only over HTTPS and on this machine
  button.addEventListener("click", () => copy(button));
}
