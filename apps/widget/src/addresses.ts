/** The comment that an address names: in the fragment, or in a parameter where the fragment belongs to the host. */
const FRAGMENT = /^#comment-([\da-f-]{36})$/;
const PARAMETER = /[?&]afterword-comment=([\da-f-]{36})/;

/** The id of the comment that this document's address names. */
export const targetOf = (): string | null =>
  (FRAGMENT.exec(location.hash) ?? PARAMETER.exec(location.search))?.[1] ?? null;

/** A page's address without what names a comment. The rest stays as it is written. */
export const pageAddress = (href: string, ownsFragment: boolean): string =>
  ownsFragment
    ? href.replace(/\?afterword-comment=[^&#]*&/, '?').replace(/[?&]afterword-comment=[^&#]*/, '')
    : href.replace(/#.*/, '');
