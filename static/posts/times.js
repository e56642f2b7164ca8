/**
 * Times as the reader likes them: how long ago while a post is fresh, in the page's
 * time zone or the reader's own, and a line where a day begins. The server wrote the
 * words; they come back when the reader's own zone is turned off.
 */

import { isOn } from "./options.js";

const FRESH = 600; // minutes after which the clock alone says it
const TICK = 30_000;
const language = `${document.documentElement.lang}-u-nu-latn`; // the server's digits
const ago = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
const said = new WeakMap(); // element -> [the server's words, ours, what they are said of]
const zoneOfPage = () => document.getElementById("poller").dataset.timeZone;

const formatters = new Map(); // they are dear to make
let isTouched = false;

const styles = {
  clock: { timeStyle: "short" },
  date: { dateStyle: "long" },
  weekday: { dateStyle: "full" },
  zone: { timeZoneName: "long" },
};

function formatter(name, timeZone) {
  const key = `${name} ${timeZone}`;
  if (!formatters.has(key)) {
    formatters.set(key, new Intl.DateTimeFormat(language, { ...styles[name], timeZone }));
  }
  return formatters.get(key);
}

function inStyle(name, moment) {
  const format = formatter(name, isOn("zone") ? undefined : zoneOfPage());
  if (name !== "zone") return format.format(moment);
  return format.formatToParts(moment).find(({ type }) => type === "timeZoneName").value;
}

/** The time of day, in the zone that this reader sees. */
export const clock = (moment) => inStyle("clock", moment);

/** NUMBER in the digits of the page. */
export const count = (number) => new Intl.NumberFormat(language).format(number);

function say(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

function tell(element, style, moment) {
  const [theirs, ours, of] = said.get(element) ?? [];
  const now = `${+moment} ${zoneOfPage()}`; // the server's new words may equal our old ones
  const isOurs = element.textContent === ours && of === now;
  const original = isOurs ? theirs : element.textContent;
  const words = isOn("zone") ? inStyle(style, moment) : original;
  said.set(element, [original, words, now]);
  say(element, words);
}

function tellTimes() {
  isTouched ||= isOn("zone");
  if (!isTouched) return;
  for (const time of document.querySelectorAll("#live time[datetime]")) {
    const moment = new Date(time.dataset.moment ?? time.dateTime);
    if (time.dataset.moment) tell(time, "weekday", moment);
    for (const part of time.querySelectorAll(".clock, .date, .zone")) {
      tell(part, part.className, moment);
    }
  }
}

function tellAgo() {
  if (document.hidden) return;
  for (const place of document.querySelectorAll(".ago")) {
    const moment = new Date(place.parentElement.querySelector("time").dateTime);
    const minutes = Math.floor((Date.now() - moment) / 60_000);
    const isFresh = minutes >= 0 && minutes < FRESH;
    const [number, unit] =
      minutes < 1 ? [0, "second"] : minutes < 60 ? [minutes, "minute"] : [minutes / 60, "hour"];
    say(place, isFresh ? ago.format(-Math.floor(number), unit) : "");
  }
}

/** The server marks the days of a fresh page; what came since may have moved them. */
function markDays() {
  let last;
  for (const post of document.querySelectorAll("#feed > article")) {
    const day = post.querySelector(".post-day")?.textContent ?? "";
    post.classList.toggle("is-first-of-day", day !== "" && day !== last);
    last = day;
  }
}

function tellAll() {
  tellTimes();
  tellAgo();
  markDays();
}

document.addEventListener("live:changed", tellAll);
document.addEventListener("visibilitychange", tellAgo);
setInterval(tellAgo, TICK);
tellAll();
