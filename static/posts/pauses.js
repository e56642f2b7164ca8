/** What the headers of an answer say about the next poll. */

const LONGEST = 3600; // seconds that a server may send us away for

/**
 * Seconds that we are asked to stay away, from Retry-After (RFC 9110); 0: not at all.
 * A date is compared with the answer's own, since the reader's clock may be wrong.
 */
export function retryAfter(xhr) {
  const value = xhr.getResponseHeader("Retry-After");
  if (!value) return 0;
  const now = Date.parse(xhr.getResponseHeader("Date")) || Date.now();
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1000;
  return Math.min(Math.max(seconds || 0, 0), LONGEST);
}

/** Seconds to the next poll, from Poll-After; 0: as the poller says. */
export function pollAfter(xhr) {
  const seconds = Number(xhr.getResponseHeader("Poll-After"));
  return seconds > 0 ? Math.min(Math.max(seconds, 1), LONGEST) : 0;
}

/** Whether there is nothing yet because the answer is being made just now. */
export function isAwaited(xhr) {
  return xhr.status === 204 && xhr.getResponseHeader("Cache-Control") === "no-store";
}
