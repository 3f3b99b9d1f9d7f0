import type { MigrationInterface, QueryRunner } from 'typeorm';
import { mendUrls, removeForeignUrls } from './normal-addresses/mend-urls';
import { moveKeys } from './normal-addresses/move-keys';
import {
  SET_URLS_OF_PAGES,
  SET_URLS_OF_READERS,
  URLS_OF_PAGES,
  URLS_OF_READERS,
} from './normal-addresses/normal-addresses.sql';

/**
 * Why: the normal form of a page key that is a URL no longer depends on how the URL is written (case and needless encoding of octets) nor on
 * a tracking parameter beside it, which made the rest of the query be written again. Stored keys move to it, and pages that become the same
 * are merged. URLs of pages and of readers' pictures are stored as browsers write them, and a page whose key is a URL
 * loses a URL that is not its own, which any reader could give it. An author's `sub` is hashed in the index, since a
 * key may now be as long as an index takes.
 * Locks: a row at a time, each page in a transaction of its own. `page_author` for the time that its index is built.
 * Way back: the index, below; keys stay in their new form, which earlier versions find by most spellings.
 */
export class NormalAddresses1764000000020 implements MigrationInterface {
  name = 'NormalAddresses1764000000020';
  /** Batches of its own, each of which may be done again. */
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table page_author drop constraint if exists page_author_once`);
    await runner.query(`
      create unique index if not exists page_author_once
        on page_author (site_id, key, reader_id, hashtextextended(sso_subject, 0)) nulls not distinct`);
    await moveKeys(runner);
    await mendUrls(runner.manager, { read: URLS_OF_PAGES, set: SET_URLS_OF_PAGES });
    await removeForeignUrls(runner.manager);
    await mendUrls(runner.manager, { read: URLS_OF_READERS, set: SET_URLS_OF_READERS });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index page_author_once`);
    await runner.query(`
      alter table page_author
        add constraint page_author_once unique nulls not distinct (site_id, key, reader_id, sso_subject)`);
  }
}
