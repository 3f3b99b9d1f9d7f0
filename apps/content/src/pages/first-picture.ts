const PICTURE = '<img ';
/** A picture below more text than this is not on the screen when the page opens. Characters, about half a screen of a desk. */
const FIRST_VIEW = 900;

/**
 * Has the browser load an article's first picture at once, and before the others, where it is on the screen when the page opens: it is
 * most likely the largest thing there. All others wait until they are near. Of the page only: feeds have pictures as they are stored.
 *
 * @param html as our own renderer writes it
 */
export function withFirstPicture(html: string): string {
  const start = html.indexOf(PICTURE);
  if (start < 0 || textLength(html.slice(0, start)) > FIRST_VIEW) return html;
  const end = html.indexOf('>', start);
  const picture = html.slice(start, end).replace(' loading="lazy" decoding="async"', ' fetchpriority="high"');
  return html.slice(0, start) + picture + html.slice(end);
}

/** Characters outside of tags. */
function textLength(html: string): number {
  let length = 0;
  for (let at = 0; at < html.length;) {
    const tag = html.indexOf('<', at);
    length += (tag < 0 ? html.length : tag) - at;
    const end = tag < 0 ? -1 : html.indexOf('>', tag);
    if (end < 0) break;
    at = end + 1;
  }
  return length;
}
