import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a reader's data are listed in pages for their export, and idempotency keys are kept for callers who are no reader yet
 * (a new guest) or none at all (the operator).
 * Locks: `comment`, `share`, `reaction` against writes while their indexes are built. Way back: below; keys of who is no
 * reader are lost.
 */
export class ReaderData1764000000004 implements MigrationInterface {
  name = 'ReaderData1764000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index comment_reader, share_reader, reaction_reader`);
    await runner.query(`create index comment_reader on comment (site_id, reader_id, id)`);
    await runner.query(`create index share_reader on share (site_id, reader_id, id)`);
    await runner.query(`create index reaction_reader on reaction (site_id, reader_id, target_id, kind)`);
    await runner.query(`alter table idempotency drop constraint idempotency_site_id_reader_id_fkey`);
    await runner.query(`alter table idempotency rename column reader_id to owner_id`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table idempotency rename column owner_id to reader_id`);
    await runner.query(`
      delete from idempotency i
       where not exists (select from reader r where r.site_id = i.site_id and r.id = i.reader_id)`);
    await runner.query(`
      alter table idempotency add constraint idempotency_site_id_reader_id_fkey
        foreign key (site_id, reader_id) references reader (site_id, id) on delete cascade`);
    await runner.query(`drop index comment_reader, share_reader, reaction_reader`);
    await runner.query(`create index comment_reader on comment (site_id, reader_id)`);
    await runner.query(`create index share_reader on share (site_id, reader_id)`);
    await runner.query(`create index reaction_reader on reaction (site_id, reader_id)`);
  }
}
