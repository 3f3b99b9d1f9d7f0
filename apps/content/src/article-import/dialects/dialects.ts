import { below, COMMON, type Dialect, withoutExcerptMark } from './dialect';

/** Eleventy's starter projects list all posts by these. */
const COLLECTIONS = new Set(['all', 'post', 'posts']);

/** The programs whose files can be imported, by the name that `--from` takes. */
export const DIALECTS = {
  hugo: {
    title: 'Hugo',
    fields: [
      ['publishdate', 'publishedAt'],
      ['pubdate', 'publishedAt'],
      ['published', 'publishedAt'],
      ['date', 'publishedAt'],
      ['url', 'permalink'],
      ...COMMON,
    ],
    hasIndexFiles: true,
    hasLanguageInName: true,
    withheld: ({ expirydate, unpublishdate }) => {
      const end = Date.parse(String(expirydate ?? unpublishdate));
      return end <= Date.now() ? 'it has expired' : null;
    },
    skips: (path) =>
      path.at(-1)?.startsWith('_index.') ? 'is the page of a section' : below('archetypes', 'layouts', 'themes')(path),
    cleanBody: withoutExcerptMark,
  },
  jekyll: {
    title: 'Jekyll',
    fields: [['date', 'publishedAt'], ['redirect_from', 'aliases'], ...COMMON],
    topicsAreWords: true,
    hasDatedNames: true,
    withheld: ({ published }) => (published === false || published === 'false' ? 'it has published: false' : null),
    skips: below('_includes', '_layouts', '_site', '_sass'),
    cleanBody: withoutExcerptMark,
  },
  eleventy: {
    title: 'Eleventy',
    fields: [['date', 'publishedAt'], ...COMMON],
    isInternalTopic: (name) => COLLECTIONS.has(name.toLowerCase()),
    computedDate: /^(git )?(last modified|created)$/i,
    hasDatedNames: true,
    hasIndexFiles: true,
    withheld: ({ permalink }) => (permalink === false ? 'it has permalink: false' : null),
    skips: below('_includes', '_data', '_site'),
    cleanBody: withoutExcerptMark,
  },
  astro: {
    title: 'Astro',
    fields: [
      ['pubdate', 'publishedAt'],
      ['pubdatetime', 'publishedAt'],
      ['publishdate', 'publishedAt'],
      ['published', 'publishedAt'],
      ['date', 'publishedAt'],
      ...COMMON,
    ],
    hasIndexFiles: true,
    cleanBody: withoutExcerptMark,
  },
  ghost: {
    title: 'Ghost',
    fields: [
      ['published_at', 'publishedAt'],
      ['date_published', 'publishedAt'],
      ['date', 'publishedAt'],
      ['created_at', 'publishedAt'],
      ['primary_author', 'author'],
      ...COMMON,
      ['primary_tag', 'topics'],
    ],
    // Tags for editors only.
    isInternalTopic: (name) => /^(#|hash-)/i.test(name),
    withheld: ({ status, visibility }) => {
      if (status !== undefined && status !== null && status !== 'published') return `its status is ${shown(status)}`;
      const isPublic = visibility === undefined || visibility === null || visibility === 'public';
      return isPublic ? null : `its visibility is ${shown(visibility)}`;
    },
    cleanBody: (body) => body.replaceAll('__GHOST_URL__', ''),
  },
} satisfies Record<string, Dialect>;

export type DialectName = keyof typeof DIALECTS;

export const DIALECT_NAMES = Object.keys(DIALECTS) as DialectName[];

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
