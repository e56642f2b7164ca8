/**
 * Paste into the editor of a post: clean, whatever program it was copied from.
 */

import { clean } from "./paste/clean.js";

export { clean };

/** Have EDITOR take the HTML of a clipboard only after cleaning. */
export function cleanPaste(editor) {
  const { view } = editor;
  const paste = (event) => {
    const html = event.clipboardData?.getData("text/html");
    // What our own editor copied is clean, and names its slice for ProseMirror.
    if (!html || html.includes("data-pm-slice")) return;
    if (!editor.isEditable || view.composing) return;
    event.preventDefault();
    const cleaned = clean(html);
    if (!cleaned) return; // a picture without words: its file is for others to take
    event.stopPropagation();
    view.pasteHTML(cleaned, event);
  };
  view.dom.addEventListener("paste", paste, { capture: true });
}
