/** A heading as our own renderer writes it; headings do not nest. */
const HEADING = /(<h([2-6])(?: [a-z]+="[^"]*")* id="([^"]+)"(?: [a-z]+="[^"]*")*>)(.*?)<\/h\2>/gs;

/**
 * Adds a link to itself to every heading of an article, to copy the address of a passage. Of the page only: feeds and the API have the
 * headings as they were written. Hidden from screen readers, which would read it as a part of each heading, and left out by Tab: the table
 * of contents has the same addresses.
 */
export const withHeadingLinks = (html: string): string =>
  html.replace(
    HEADING,
    (_heading, start: string, level: string, id: string, inside: string) =>
      `${start}${inside}<a class="heading-link" href="#${encodeURIComponent(id)}" aria-hidden="true" tabindex="-1">#</a></h${level}>`,
  );
