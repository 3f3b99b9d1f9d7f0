import type { ArchiveTable } from './archive-tables';

const column = (name: string): string => `"${name.replaceAll('"', '')}"`;

export const BEGIN_READING = `begin isolation level repeatable read read only`;

export const NAME_SITE = `
  -- A cursor takes no parameters: it asks the session for the site. Whoever downloads may take their time. Ends with the transaction. $1 site
  select set_config('afterword.exported_site', $1::text, true), set_config('idle_in_transaction_session_timeout', '0', true)`;

export const END_READING = `commit`;
export const CLOSE_ROWS = `close archive_rows`;
export const NEXT_ROWS = `fetch 500 from archive_rows`;

export const TABLES = `
  -- Every table of the service
  select c.relname as name from pg_class c
   where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
   order by 1`;

export const COLUMNS_OF = `
  -- Columns that can be written. $1 table
  select attname as name from pg_attribute
   where attrelid = ('public.' || $1::text)::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''
   order by attnum`;

export const LAST_MIGRATION = `select name from migration order by timestamp desc limit 1`;

/** Whether a table has something of the site $1. */
export const siteHasRows = (name: string): string => `
  -- $1 site
  select exists (select from ${column(name)} where site_id = $1::text) as has`;

export const CODE_ELSEWHERE = `
  -- A short link of the site whose code leads to another site here: links have no site. $1 site
  select s.code
    from share s
    join share o on o.code = s.code and o.site_id <> s.site_id
   where s.site_id = $1::text
   limit 1`;

/** Opens the rows of a table that belong to the session's site, as JSON text. */
export function rowsOfTable(
  { name, order, personal = [], onlyPersonal, never = [] }: ArchiveTable,
  withPersonal: boolean,
): string {
  const hidden = [...never, ...(withPersonal ? [] : personal)];
  const row =
    hidden.length === 0 ? 'to_jsonb(t)' : `to_jsonb(t) - array[${hidden.map((one) => `'${one}'`).join(', ')}]`;
  const owner = name === 'site' ? 'id' : 'site_id';
  const rest = onlyPersonal === undefined || withPersonal ? '' : ` and not (${onlyPersonal})`;
  return `declare archive_rows no scroll cursor for
    select (${row})::text as row from ${column(name)} t where ${owner} = current_setting('afterword.exported_site')${rest} order by ${order}`;
}

/**
 * Stores rows, given as a JSON list in $1, below the site $2. Columns that a row does not have get their default. A site that is there gets the
 * settings, and keeps what no archive has.
 */
export function insertRows(name: string, columns: readonly string[]): string {
  const list = columns.map(column).join(', ');
  const owner = name === 'site' ? 'id' : 'site_id';
  const settings = columns.filter((one) => one !== owner).map((one) => `${column(one)} = excluded.${column(one)}`);
  const known = name === 'site' ? `\n  on conflict (id) do update set ${settings.join(', ')}` : '';
  return `
  -- $1 rows as JSON, $2 site
  insert into ${column(name)} (${list})
  select ${columns.map((one) => (one === owner ? '$2::text' : `r.${column(one)}`)).join(', ')}
    from jsonb_populate_recordset(null::${column(name)}, $1::jsonb) r${known}`;
}
