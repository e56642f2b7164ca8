/** The stream's chosen posts: how many, and what can be done with them at once. */

const chosen = () => document.querySelectorAll("#stream [name=post]:checked");

function count() {
  const bulk = document.getElementById("desk-bulk");
  if (!bulk) return;
  const { length } = chosen();
  bulk.hidden = length === 0;
  bulk.querySelector("[data-chosen]").textContent = length === 1 ? "1 post:" : `${length} posts:`;
}

function chooseNone() {
  for (const box of chosen()) box.checked = false;
  count();
}

document.addEventListener("change", ({ target }) => target.closest("#stream") && count());
document.addEventListener("click", ({ target }) => target.closest("[data-choose-none]") && chooseNone());
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const isRefused = document.querySelector("#desk-said .is-error");
  if (detail.elt.id === "desk-bulk" && detail.successful && !isRefused) chooseNone();
  else count();
});
