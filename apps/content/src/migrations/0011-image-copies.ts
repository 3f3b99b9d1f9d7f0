import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: images are stored as they are served, without metadata, and with smaller copies for narrow screens. The worker finds the ones
 * that were stored as they came by `pipeline`, writes them anew one at a time, and makes the articles name the new ones.
 * Locks: image against everything for a moment; the column has a constant default, and the index is built over its rows.
 * Way back: below. Images that were written anew stay so.
 */
export class ImageCopies1764000000010 implements MigrationInterface {
  name = 'ImageCopies1764000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table image add column pipeline int not null default 0`);
    await runner.query(`alter table image alter column pipeline drop default`);
    await runner.query(`create index image_pipeline on image (pipeline)`);
    await runner.query(`
      create table image_copy (
        image_id text not null references image on delete cascade,
        width int not null,
        bytes bytea not null,
        primary key (image_id, width)
      )`);
    // Compressed as they are.
    await runner.query(`alter table image_copy alter column bytes set storage external`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table image_copy`);
    await runner.query(`alter table image drop column pipeline`);
  }
}
