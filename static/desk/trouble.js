/**
 * When the server does not answer, or says that we are signed out: say so, keep
 * everything as it is, and try again when there is reason to.
 */

const banner = document.getElementById("desk-trouble");
const { signedOut, offline, refused, undone, signIn } = banner.dataset;
let notDone = ""; // words, if what was asked last was not done, not counting the poll

/** Django's token, read for each request, since signing in again changes it. */
function token() {
  const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]*)/);
  return cookie?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]").value;
}

function tell(words, address) {
  if (!banner.hidden && banner.dataset.told === words) return;
  banner.dataset.told = words;
  banner.replaceChildren(words);
  banner.hidden = false;
  if (!address) return;
  const link = document.createElement("a");
  link.href = address;
  link.target = "_blank";
  link.textContent = "Sign in again";
  banner.append(" ", link);
}

/** What the server says of its own failure, which it does in plain text; else "". */
function reason(status, type, text) {
  return status >= 500 && type?.startsWith("text/plain") ? text.trim() : "";
}

function judge(status, words = "") {
  if (status === 401) tell(signedOut, signIn);
  else if (status === 0 || status >= 500) tell(words || offline);
  else if (status >= 400 && status !== 422) tell(refused);
  else if (notDone) tell(notDone);
  else banner.hidden = true;
}

/** `fetch` with our token; null when there is no usable answer, which is told. */
export async function ask(address, fields, options = {}) {
  const body = fields instanceof FormData ? fields : fields && new URLSearchParams(fields);
  const method = body ? "POST" : "GET";
  const headers = { "X-CSRFToken": token(), "X-Requested-With": "fetch" };
  try {
    const answer = await fetch(address, { method, body, headers, ...options });
    const { status, headers: said } = answer;
    judge(status, status < 500 ? "" : reason(status, said.get("Content-Type"), await answer.text()));
    return answer.ok || answer.status === 422 ? answer : null;
  } catch {
    judge(0);
    return null;
  }
}

document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["X-CSRFToken"] = token();
});
function answered({ requestConfig, xhr }) {
  const { status } = xhr;
  const words = reason(status, xhr.getResponseHeader("Content-Type"), xhr.responseText);
  const isFailed = status === 0 || status >= 400;
  if (requestConfig.elt.id !== "desk-poller") notDone = isFailed ? words || undone : "";
  judge(status, words);
}

// A poll that made way for an act has no status, and is no trouble.
document.addEventListener("htmx:afterRequest", ({ detail }) => detail.xhr.status && answered(detail));
document.addEventListener("htmx:sendError", ({ detail }) => answered(detail));
document.addEventListener("htmx:timeout", ({ detail }) => answered(detail));

// Signed in again, in the other tab: whatever waits may try at once.
const retry = () => !banner.hidden && htmx.trigger("#desk-poller", "desk:refresh");
window.addEventListener("storage", ({ key }) => key === "desk-signed-in" && retry());
window.addEventListener("focus", retry);
window.addEventListener("online", retry);
