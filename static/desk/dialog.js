/** The dialog for histories, links and the like; what is in it comes from the server. */

const dialog = document.getElementById("desk-dialog");

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-dialog]")) dialog.showModal();
  if (target.closest("[data-keys-help]")) document.getElementById("desk-keys").showModal();
  if (target.matches("[data-select]")) target.select();
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.elt.matches("[data-closes-dialog]") && detail.successful) dialog.close();
});
