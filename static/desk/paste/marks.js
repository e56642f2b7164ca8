/**
 * Marks: what of an element's look a post keeps, which is bold, italic and links.
 *
 * Programs write the look as elements or as styles, and take back by a style what
 * an element says: all of a paste from Google Docs is in a <b> that is not bold.
 */

import { styleOf } from "./foreign.js";

const HEADING = "h1, h2, h3, h4, h5, h6, [role=heading], .MsoTitle";
const WEIGHTS = { normal: false, lighter: false, bold: true, bolder: true };
const STYLES = { normal: false, italic: true, oblique: true };
const REDIRECT = /^(www\.)?google\.[a-z.]+\/url$|\.safelinks\.protection\.outlook\.com\//;

/** The marks of the text in ELEMENT, given the MARKS around it. */
export function marksOf(element, marks) {
  const { fontStyle, fontWeight, whiteSpace } = styleOf(element);
  const isHeading = marks.isHeading || element.matches(HEADING);
  const isBold = WEIGHTS[fontWeight] ?? (fontWeight > 0 ? fontWeight >= 600 : undefined);
  const isPre = whiteSpace ? /^(pre|break)/.test(whiteSpace) : undefined;
  return {
    isHeading,
    strong: isHeading || (isBold ?? (element.matches("b, strong") || marks.strong)),
    em: STYLES[fontStyle] ?? (element.matches("i, em") || marks.em),
    href: (element.matches("a[href]") && address(element.getAttribute("href"))) || marks.href,
    keepsLines: isPre ?? (element.matches("pre") || marks.keepsLines),
  };
}

/** HREF without the redirect that counts clicks or names the recipient; "" if refused. */
function address(href) {
  if (!URL.canParse(href)) return "";
  const { host, pathname, protocol, searchParams } = new URL(href);
  if (!["http:", "https:", "mailto:"].includes(protocol)) return "";
  const isRedirect = REDIRECT.test(host + pathname);
  const inner = isRedirect && address(searchParams.get("q") || searchParams.get("url"));
  return inner || href.replace(/[\t\n\r]/g, "").trim();
}
