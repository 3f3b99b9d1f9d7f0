/** Where the guide is served. */
export const GUIDE = '/docs/guide';

/** The address of a page by its path: `recipes/hugo`, or empty for the front page. */
export const addressOf = (path: string): string => (path === '' ? GUIDE : `${GUIDE}/${path}`);

/** The address of a built file: a style, a script, a picture. */
export const fileAddressOf = (name: string): string => `${GUIDE}/files/${name}`;
