import { createHash } from 'node:crypto';
import type { Client } from 'pg';

/** The token of a numbered reader, starting at 0. */
export const readerToken = (reader: number): string => `bench-reader-${reader}`;

/** Adds readers with the sessions of `readerToken`, so that a storm of readers need not sign in first. */
export async function addReaders(database: Client, site: string, count: number): Promise<void> {
  await database.query(
    `with reader as (
       insert into reader (site_id, id, name, role)
       select $1::text, uuidv7(), 'Reader ' || n, 'guest' from generate_series(0, $2::int - 1) n
       returning id, name
     )
     insert into session (token_hash, site_id, reader_id, expires_at)
     select sha256(convert_to('bench-reader-' || substr(name, 8), 'utf8')), $1::text, id, now() + interval '1 day'
       from reader`,
    [site, count],
  );
  const { rows } = await database.query<{ known: boolean }>(
    'select exists (select from session where token_hash = $1) as known',
    [createHash('sha256').update(readerToken(0)).digest()],
  );
  if (!rows[0]?.known) throw new Error('The tokens of the added readers differ from those that the load sends');
}
