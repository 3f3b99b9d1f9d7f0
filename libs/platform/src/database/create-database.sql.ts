/**
 * UTF8 and a collation that sorts alike on every machine, whatever the server's own: PostgreSQL's built-in C.UTF-8 from version 17 on,
 * the operating system's before that, or ICU's where that is missing.
 */
export const DATABASE_OPTIONS = {
  builtin: `template template0 encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8' lc_collate 'C' lc_ctype 'C'`,
  system: `template template0 encoding 'UTF8' locale_provider libc locale 'C.UTF-8'`,
  icu: `template template0 encoding 'UTF8' locale_provider icu icu_locale 'und' lc_collate 'C' lc_ctype 'C'`,
  /** For people, on whichever version. */
  any: `template template0 encoding 'UTF8' locale 'C.UTF-8'`,
} as const;

export const SERVER_VERSION = `select current_setting('server_version_num')::integer as version`;

/** @param name as an escaped identifier */
export const createDatabase = (name: string, options: string) => `create database ${name} ${options}`;
