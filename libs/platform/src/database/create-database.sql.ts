/**
 * UTF8, and a collation and character types that are the same on every machine, whatever the server's own: PostgreSQL's built-in C.UTF-8
 * from version 17 on, or the operating system's, or ICU's where that is missing. In the order of preference. The parser of text search
 * takes its character types from `lc_ctype` whatever the provider, and those of C know no letters outside ASCII.
 */
export const DATABASE_OPTIONS = [
  `template template0 encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8' lc_collate 'C' lc_ctype 'C.UTF-8'`,
  `template template0 encoding 'UTF8' locale_provider libc locale 'C.UTF-8'`,
  `template template0 encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8' lc_collate 'C' lc_ctype 'C'`,
  `template template0 encoding 'UTF8' locale_provider icu icu_locale 'und' lc_collate 'C' lc_ctype 'C'`,
] as const;

/** For people, on every version. */
export const DATABASE_OPTIONS_BY_HAND = `template template0 encoding 'UTF8' locale 'C.UTF-8'`;

/** @param name as an escaped identifier */
export const createDatabase = (name: string, options: string) => `create database ${name} ${options}`;
