/**
 * A foreign page in a document where nothing of it is loaded or run.
 *
 * The policy of our own pages is applied there too, and complains of each style and
 * each handler. So these are renamed first: `style` is `look`, to be read by styleOf.
 */

const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^"'<>])*>/gi;
const STYLE = /(?<=["'\s])style(?=\s*=)/gi;
const HANDLER = /(?<=["'\s])on(?=[a-z]+\s*=)/gi;
const SHEET = /(?<=<\/?)style(?=[\s/>])/gi;
const probe = document.createElement("span");

/** The body of HTML; its style sheets are elements that are never shown. */
export function parse(html) {
  const renamed = html
    .replace(TAG, (tag) => tag.replace(STYLE, "look").replace(HANDLER, "no"))
    .replace(SHEET, "noembed");
  return new DOMParser().parseFromString(renamed, "text/html").body;
}

/** The style of a parsed ELEMENT, until the next one is asked for. */
export function styleOf(element) {
  probe.style.cssText = element.getAttribute("look") ?? "";
  return probe.style;
}
