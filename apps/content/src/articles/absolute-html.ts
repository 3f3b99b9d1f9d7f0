import { parseUrl } from '@afterword/contracts';

/** A tag of sanitised HTML. In text, `<` is escaped, and so are `<`, `>` and `"` in values. */
const TAG = /<(?:a|img|source) [^>]*>/g;
const ADDRESS = / (href|src|srcset)="([^"]*)"/g;

export interface ContentAddresses {
  /** Where the service is, without a slash at the end. */
  contentUrl: string;
  /** The path of the article's page. */
  path: string;
}

/**
 * Rendered HTML for other sites and for feeds: every link, footnote and picture has an absolute URL. An address that cannot be read stays
 * as it is.
 */
export function absoluteHtml(html: string, { contentUrl, path }: ContentAddresses): string {
  const page = contentUrl + path;
  const absolute = (address: string): string => {
    if (/^[a-z][a-z\d+.-]*:/i.test(address)) return address;
    // The service may be below a path of its own.
    if (/^\/(?!\/)/.test(address)) return contentUrl + address;
    // `&amp;` passes through unchanged.
    return parseUrl(address, page)?.href ?? address;
  };
  return html.replace(TAG, (tag) =>
    tag.replace(ADDRESS, (_, name: string, value: string) => {
      if (name !== 'srcset') return ` ${name}="${absolute(value)}"`;
      const candidates = value.split(/,\s+/).map((candidate) => candidate.trim().replace(/^\S+/, absolute));
      return ` srcset="${candidates.join(', ')}"`;
    }),
  );
}
