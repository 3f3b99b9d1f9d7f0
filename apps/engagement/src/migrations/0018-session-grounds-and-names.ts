import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Controls, controls of direction and characters without a glyph, as `unfitForOneLine` refuses them now. */
const UNFIT =
  '[\\u0001-\\u001F\\u007F-\\u009F\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u200B\\u200E\\u200F\\u2028-\\u202E\\u2060-\\u206F\\u3164\\uFEFF\\uFFA0\\uFFF0-\\uFFFB]';
/** More marks on a letter than are kept. */
const MARKS = '([\\u0300-\\u036F\\u0483-\\u0489\\u20D0-\\u20FF]{4})[\\u0300-\\u036F\\u0483-\\u0489\\u20D0-\\u20FF]+';
/** A name that shows something. */
const VISIBLE = '[^\\s\\u00A0\\u2000-\\u200D\\u2800\\u3000\\uFFFC]';

const cleaned = (column: string) =>
  `btrim(regexp_replace(regexp_replace(${column}, '${UNFIT}', '', 'g'), '${MARKS}', '\\1', 'g'))`;
const isUnfit = (column: string) => `(${column} ~ '${UNFIT}' or ${column} ~ '${MARKS}' or ${column} !~ '${VISIBLE}')`;

/**
 * Why: a session stands on the secret that signed its reader in, and ends with it; names and titles are one line of visible characters,
 * those that were stored before too.
 * Locks: `site` and `session` for a moment (the columns have a default); then rows of readers, sites and pages with unfit texts. The
 * sessions that an earlier, lapsed secret opened are deleted. Way back: below; cleaned texts stay clean.
 */
export class SessionGroundsAndNames1764000000017 implements MigrationInterface {
  name = 'SessionGroundsAndNames1764000000017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table site add column sso_generation int not null default 0`);
    // Of the site's secret that signed the reader in; of no meaning for guests.
    await runner.query(`alter table session add column sso_generation int not null default 0`);
    // A secret that was replaced is the one before for a day. What it opened has lapsed with it, or lapses then.
    await runner.query(`
      delete from session s
       using reader r, site
       where r.site_id = s.site_id and r.id = s.reader_id and site.id = s.site_id and r.role <> 'guest'
         and site.previous_sso_secret_until <= now()
         and s.created_at < site.previous_sso_secret_until - interval '24 hours'`);
    await runner.query(`
      update session s set sso_generation = 1
        from site
       where site.id = s.site_id and site.previous_sso_secret_until > now()
         and s.created_at >= site.previous_sso_secret_until - interval '24 hours'`);
    await runner.query(`update site set sso_generation = 1 where previous_sso_secret_until > now()`);

    await runner.query(`
      update reader set name = case when ${cleaned('name')} ~ '${VISIBLE}' then ${cleaned('name')} else 'Guest' end
       where ${isUnfit('name')}`);
    await runner.query(`
      update site set name = case when ${cleaned('name')} ~ '${VISIBLE}' then ${cleaned('name')} else id end
       where ${isUnfit('name')}`);
    await runner.query(`
      update site set reserved_names = array(
               select ${cleaned('reserved')} from unnest(reserved_names) with ordinality as t (reserved, place)
                where ${cleaned('reserved')} ~ '${VISIBLE}' order by place)
       where exists (select from unnest(reserved_names) as t (reserved) where ${isUnfit('reserved')})`);
    await runner.query(`
      update page set title = nullif(${cleaned('title')}, '') where title is not null and ${isUnfit('title')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table session drop column sso_generation`);
    await runner.query(`alter table site drop column sso_generation`);
  }
}
