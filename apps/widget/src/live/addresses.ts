import { pageAddress } from '../addresses';

/** The address of the thread on a page. */
export const threadAddress = (href: string, ownsFragment: boolean): string =>
  ownsFragment ? href : `${pageAddress(href, false)}#comments`;

/** The address of a comment on a page, this document's where none is named. Absolute: from a `<base>` of the host a fragment would lead elsewhere. */
export function permalink(id: string, ownsFragment: boolean, page = location.href): string {
  const here = pageAddress(page, ownsFragment);
  if (!ownsFragment) return `${here}#comment-${id}`;
  const [, address = '', fragment = ''] = /^([^#]*)(.*)/.exec(here) ?? [];
  return `${address}${address.includes('?') ? '&' : '?'}afterword-comment=${id}${fragment}`;
}
