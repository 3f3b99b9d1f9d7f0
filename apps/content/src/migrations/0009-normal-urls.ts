import { parseUrl } from '@afterword/contracts';
import { execute, NIL_ID, rowsOf, type SqlRunner } from '@afterword/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

interface Row {
  id: string;
  position: number;
  url: string;
}

/** Batches of the rows of a table, and how a URL of one is changed, only where it is still what was read. */
const TABLES = [
  {
    read: `
      -- $1 and $2 the last row of the batch before; an article has one source
      select id, 0 as position, source_url as url from article
       where (id, 0) > ($1::uuid, $2::int) and source_url is not null
       order by id
       limit 1000`,
    set: `
      -- $1 article, $2 always 0, $3 what was read, $4 what it becomes
      update article set source_url = $4::text where id = $1::uuid and $2::int = 0 and source_url = $3::text`,
  },
  {
    read: `
      -- $1 and $2 the last row of the batch before
      select article_id as id, position, url from related_link
       where (article_id, position) > ($1::uuid, $2::int)
       order by article_id, position
       limit 1000`,
    set: `
      -- $1 article, $2 position, $3 what was read, $4 what it becomes
      update related_link set url = $4::text where article_id = $1::uuid and position = $2::int and url = $3::text`,
  },
] as const;

/**
 * Why: URLs are stored as browsers write them, so that feeds, pages and every client read the same address of them.
 * Locks: a row at a time. Way back: nothing to do; they mean what they meant before.
 */
export class NormalUrls1764000000008 implements MigrationInterface {
  name = 'NormalUrls1764000000008';
  /** Row by row, which may be done again. */
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const { read, set } of TABLES) await mend(runner.manager, { read, set });
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}

async function mend(runner: SqlRunner, { read, set }: { read: string; set: string }): Promise<void> {
  let last = { id: NIL_ID, position: -1 };
  for (;;) {
    const rows = await rowsOf<Row>(runner, read, [last.id, last.position]);
    const end = rows.at(-1);
    if (!end) return;
    last = end;
    for (const { id, position, url } of rows) {
      const href = parseUrl(url)?.href ?? url;
      if (href !== url) await execute(runner, set, [id, position, url, href]);
    }
  }
}
