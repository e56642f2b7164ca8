/** Pictures by file, drop or paste: each is uploaded at once, so that none is lost. */

import { composer } from "./composer.js";
import { clean } from "./paste.js";
import { ask } from "./trouble.js";

const desk = document.getElementById("desk");

const isPicture = ({ type }) => type.startsWith("image/");

function waiting(name) {
  const line = document.createElement("li");
  line.textContent = `${name} is on its way…`;
  line.setAttribute("role", "status");
  document.getElementById("composer-images").append(line);
  return line;
}

async function upload(file) {
  const line = waiting(file.name || "The picture");
  const form = new FormData();
  form.set("file", file, file.name || "pasted.png");
  const answer = await ask(desk.dataset.image, form);
  const words = answer ? await answer.text() : `${file.name} did not arrive. Add it again.`;
  if (!answer?.ok) {
    line.textContent = words;
    line.className = "is-error";
    line.setAttribute("role", "alert");
    return;
  }
  line.insertAdjacentHTML("afterend", words);
  line.nextElementSibling.querySelector("[type=text]").focus();
  line.remove();
  document.dispatchEvent(new CustomEvent("rows:changed"));
}

function take(event, files) {
  const pictures = [...files].filter(isPicture);
  if (!pictures.length || !composer()?.contains(event.target)) return;
  event.preventDefault();
  event.stopPropagation();
  for (const file of pictures) upload(file);
}

document.addEventListener(
  "paste",
  (event) => {
    // With words comes a picture of them (Word) or for them: the words are meant.
    const { clipboardData: data } = event;
    if (data.files.length && !clean(data.getData("text/html"))) take(event, data.files);
  },
  true,
);
document.addEventListener("drop", (event) => take(event, event.dataTransfer.files), true);
document.addEventListener("dragover", (event) => {
  if (composer()?.contains(event.target) && event.dataTransfer.types.includes("Files")) event.preventDefault();
});
document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-pictures]")) return;
  for (const file of target.files) upload(file);
  target.value = "";
});
