/** From this many characters left on it matters how many. */
export const FEW_LEFT = 200;

/** What can be seen: `hasVisibleText` of the service, said again so that a browser does not load its schemas. */
const VISIBLE = /(?!\u{16fe4})[^\s\p{Z}\p{Cc}\p{DI}\p{NChar}\u{2800}\u{fff9}-\u{fffb}\u{1d159}\u{13441}\u{13442}]/u;

/** Whether there is nothing to see in a text. */
export const isBlank = (text: string): boolean => !VISIBLE.test(text);

/** Whether a text may have nearly as many characters as may be stored, or more. */
export const isNearLimit = (text: string, most: number): boolean => text.length > most - FEW_LEFT;

/**
 * How many characters fit still, counted as the service counts: Unicode code points, without white space at the end. Negative where
 * there are too many.
 */
export const roomIn = (text: string, most: number): number =>
  // Counting takes a while for a long text: it is needed near the limit only.
  most - (isNearLimit(text, most) ? Array.from(text.trimEnd()).length : text.length);
