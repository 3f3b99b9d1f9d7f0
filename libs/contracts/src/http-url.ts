/**
 * The URL, or null if the text is none. Not by `URL.canParse`: on Node 20 it says no to every URL with characters of Latin-1 once it has
 * been called some thousand times (seen on 20.20): its fast path takes their octets for UTF-8.
 */
export function parseUrl(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}

/** Whether a text begins as an http(s) URL does and is one. */
export const isHttpUrl = (text: string): boolean => /^https?:\/\//i.test(text) && parseUrl(text) !== null;

/** Encoded characters beyond ASCII, in UTF-8. */
const CHARACTER =
  /%(?:[cd][\da-f]%[89ab][\da-f]|e[\da-f]%[89ab][\da-f]%[89ab][\da-f]|f[0-4]%[89ab][\da-f]%[89ab][\da-f]%[89ab][\da-f])/gi;

/**
 * The URL as people read it: letters and other characters beyond ASCII are not encoded. Octets that are no UTF-8 stay encoded, so that
 * the URL means the same.
 */
export function readableUrl(url: string): string {
  if (!url.includes('%')) return url;
  return url.replace(CHARACTER, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      // Overlong forms and surrogates look like UTF-8 and are not.
      return encoded;
    }
  });
}

/** Characters of a URL as people read it, however it is encoded. Code points. */
export const readableLength = (url: string): number => Array.from(readableUrl(url)).length;
