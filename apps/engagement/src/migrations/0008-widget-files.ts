import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a page that was opened before a deploy asks for files of the widget that the new build does not have.
 * Locks: none, the table is new. Way back: below; pages opened before the last deploy then have to be loaded anew.
 */
export class WidgetFiles1764000000007 implements MigrationInterface {
  name = 'WidgetFiles1764000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table widget_file (
        name text primary key,
        body bytea not null,
        replaced_at timestamptz
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table widget_file`);
  }
}
