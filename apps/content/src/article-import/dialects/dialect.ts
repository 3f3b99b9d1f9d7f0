/** A field of an article file that a field of another program becomes. `draft` keeps the article from being published. */
export type Target =
  | 'title'
  | 'slug'
  | 'permalink'
  | 'aliases'
  | 'language'
  | 'publishedAt'
  | 'author'
  | 'topics'
  | 'draft';

/** How another program writes its files. */
export interface Dialect {
  /** What it is called in messages. */
  title: string;
  /** What its fields become. Of two for one target the first one counts, except that topics are joined. In lower case. */
  fields: readonly (readonly [name: string, target: Target])[];
  /** Whether words of one text are topics of their own; otherwise commas separate them. */
  topicsAreWords?: boolean;
  /** Names of topics that the program has for itself. */
  isInternalTopic?: (name: string) => boolean;
  /** Dates that the program works out itself. */
  computedDate?: RegExp;
  /** Whether names of files begin with a date. */
  hasDatedNames?: boolean;
  /** Whether a file named `index` is called after its folder. */
  hasIndexFiles?: boolean;
  /** Whether the end of a name before its extension may be a language: `about.fr.md`. */
  hasLanguageInName?: boolean;
  /** Whether front matter says that the article is not for everyone; the reason, or null. */
  withheld?: (data: Readonly<Record<string, unknown>>) => string | null;
  /** Why the program makes no page of its own from a file, by its path below the imported folder; null where it does. */
  skips?: (path: readonly string[]) => string | null;
  /** What a text contains that only the program understands. */
  cleanBody?: (body: string) => string;
}

/** Fields that most programs share. */
export const COMMON: Dialect['fields'] = [
  ['title', 'title'],
  ['slug', 'slug'],
  ['publishedat', 'publishedAt'],
  ['author', 'author'],
  ['authors', 'author'],
  ['topics', 'topics'],
  ['tags', 'topics'],
  ['tag', 'topics'],
  ['categories', 'topics'],
  ['category', 'topics'],
  ['aliases', 'aliases'],
  ['language', 'language'],
  ['lang', 'language'],
  ['locale', 'language'],
  ['permalink', 'permalink'],
  ['draft', 'draft'],
];

/** `<!--more-->` on a line of its own, the end of an excerpt. The line stays, so that later ones keep their numbers. */
export const withoutExcerptMark = (body: string): string =>
  body.replace(/^[ \t]*<!--[ \t]*more[ \t]*-->[ \t]*$/gim, '');

/** For `skips`: files below a folder with one of these names. */
export const below =
  (...folders: string[]) =>
  (path: readonly string[]): string | null =>
    path.slice(0, -1).some((part) => folders.includes(part)) ? 'belongs to the design of the website' : null;
