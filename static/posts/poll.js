/**
 * When to poll: the cadence is the server's (`data-seconds` on the poller, or what
 * an answer says of the next one), with jitter; a hidden tab is silent and catches up
 * on return; failures back off and never end the polling; the line under the title
 * tells the truth.
 */

import { readingLine } from "./anchor.js";
import { announce } from "./announcer.js";
import { isAwaited, pollAfter, retryAfter } from "./pauses.js";
import { clock } from "./times.js";
import { forget } from "./unread.js";

const PATIENCE = 40; // seconds: longer than any request with its turn in the queue
const LONGEST = 30; // seconds between two tries, unless the server asks for more
const FURNITURE = "#title, #status, #summary, #stream, #pinned, #key-events, #related";
const live = document.getElementById("live");
const connection = document.getElementById("connection");
const poller = () => document.getElementById("poller");
const usual = () => Number(poller().dataset.seconds);
let timer = 0;
let askedAt = 0;
let failures = 0;
let restUntil = 0;
let isReady = false; // htmx hears nothing before it has seen the whole page

/** More words may take more room: the line being read stays where it is. */
function say(words) {
  if (connection.textContent === words) return;
  const restore = readingLine();
  connection.textContent = words;
  restore();
}
const jitter = (seconds) => seconds * (0.8 + 0.4 * Math.random());

function wait(seconds) {
  clearTimeout(timer);
  timer = setTimeout(ask, seconds * 1000);
}

function ask() {
  if (document.hidden || !isReady) return; // the return to the tab asks again
  const isUnderWay = askedAt && Date.now() - askedAt < PATIENCE * 1000;
  wait(PATIENCE); // whatever becomes of this request, polling goes on
  if (isUnderWay) return;
  askedAt = Date.now();
  htmx.trigger(poller(), "poll");
}

/** Whom a server with too much to do sent away is not sent away twice. */
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.elt.id === "poller" && failures) detail.headers["Poll-Again"] = 1;
});

function answered(xhr) {
  failures = 0;
  wait(jitter(pollAfter(xhr) || usual()));
  say(poller().dataset.updated.replace("{time}", clock(new Date())));
}

/** Where the server asks for nothing: longer each time, but soon there when it is back. */
const ownPause = () => Math.max(Math.min(usual() * 2 ** (failures - 1), LONGEST), usual());

function failed(xhr) {
  failures += 1;
  say(xhr.status === 404 ? connection.dataset.unknown : connection.dataset.reconnecting);
  const rest = retryAfter(xhr);
  restUntil = performance.now() + rest * 1000; // whatever becomes of the clock
  wait(rest ? rest * (1 + 0.2 * Math.random()) : jitter(ownPause()));
}

/** 410: the content leaves the page; containers stay for the day it returns. */
function withdrawn() {
  failures = 0;
  live.classList.add("is-withdrawn");
  for (const piece of document.querySelectorAll(`${FURNITURE}, #feed, #newer, #older`)) {
    piece.replaceChildren();
  }
  forget(() => true);
  delete document.getElementById("title").dataset.title;
  const words = document.querySelector("#withdrawn-notice h1").textContent;
  if (document.title !== words) announce(words); // said once, not every minute
  document.title = words;
  say("");
  wait(jitter(Number(poller().dataset.quietSeconds)));
}

function returned(status) {
  live.classList.remove("is-withdrawn");
  document.getElementById("withdrawn-notice").replaceChildren();
  if (status === 204) window.location.reload(); // nothing came to fill the page
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.requestConfig.elt.id !== "poller" || detail.xhr.status !== 410) return;
  detail.shouldSwap = true;
  detail.isError = false;
  detail.target = document.getElementById("withdrawn-notice");
  detail.swapOverride = "innerHTML";
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { elt } = detail.requestConfig;
  if (elt.id !== "poller" || !askedAt) return; // told twice about one request
  askedAt = 0;
  if (detail.xhr.status === 410) withdrawn();
  else if (!detail.successful) failed(detail.xhr);
  else {
    if (live.classList.contains("is-withdrawn") && !isAwaited(detail.xhr)) returned(detail.xhr.status);
    answered(detail.xhr);
  }
});

function begin() {
  isReady = true;
  wait(jitter(usual()));
}

function comeBack() {
  const rest = (restUntil - performance.now()) / 1000;
  if (!document.hidden) wait(Math.max(Math.random() / 2, rest));
}

document.addEventListener("visibilitychange", comeBack);
window.addEventListener("pageshow", ({ persisted }) => persisted && comeBack());
window.addEventListener("online", comeBack);
window.addEventListener("offline", () => say(connection.dataset.reconnecting));

document.addEventListener("htmx:load", begin, { once: true });
