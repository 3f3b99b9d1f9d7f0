import { DataSource, type Logger, type MigrationInterface, type QueryRunner } from 'typeorm';
import { testDatabaseUrl } from '@afterword/testing/database';
import type { ServiceName } from '@afterword/testing/services';
import { buildIndex, replaceKey } from '@afterword/platform';
import { migrations as contentMigrations } from '../../apps/content/src/migrations';
import { migrations as engagementMigrations } from '../../apps/engagement/src/migrations';
import { createDatabaseIfMissing } from '../../libs/platform/src/database/create-database';
import { dataSourceOptions } from '../../libs/platform/src/database/data-source-options';
import { databaseUrlOf } from '../../libs/platform/src/database/database-url';

type Migration = new () => MigrationInterface;

/** The last migrations that may have built indexes in another way: decision record 0122 is of that day. */
const FREE_UNTIL: Record<ServiceName, string> = {
  content: 'SiteSettings1764000000013',
  engagement: 'NotificationIndexes1764000000078',
};

/** Tables that do not grow with readers, or articles: their indexes are built in a moment. */
const SMALL = new Set(['site']);

const INDEXES = `
  select c.oid::int as id, c.relname as name, t.relname as "table", t.oid::int as "tableId"
    from pg_index i
    join pg_class c on c.oid = i.indexrelid
    join pg_class t on t.oid = i.indrelid
   where t.relnamespace = 'public'::regnamespace
   order by 1`;
const TABLES = `select oid::int as id from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`;

/** What a migration says to PostgreSQL. */
class Statements implements Logger {
  readonly sent: string[] = [];

  logQuery(statement: string): void {
    this.sent.push(statement);
  }
  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}

/** A constraint gives its name to the index that it takes over. */
const nameWhenBuilt = (sent: readonly string[], name: string): string =>
  sent
    .map((statement) => new RegExp(`add constraint ${name} .* using index (\\w+)`, 'i').exec(statement)?.[1])
    .find((built) => built !== undefined) ?? name;

/**
 * Runs the migrations one after the other, those up to `freeUntil` at once, in a database of its own.
 * @returns a line for each index of a table that was there before its migration, and that writers waited for
 */
async function blockingIndexes(
  service: ServiceName,
  migrations: readonly Migration[],
  freeUntil: string,
): Promise<string[]> {
  const config = { databaseUrl: testDatabaseUrl(), service };
  await createDatabaseIfMissing(databaseUrlOf(config.databaseUrl, service));
  const first = migrations.findIndex(({ name }) => name === freeUntil) + 1;
  expect(first).toBeGreaterThan(0);
  const lines: string[] = [];
  for (let count = first; count <= migrations.length; count += 1) {
    const statements = new Statements();
    const options = dataSourceOptions({ config, entities: [], migrations: migrations.slice(0, count) });
    const dataSource = await new DataSource({ ...options, logging: ['query'], logger: statements }).initialize();
    try {
      const tables = new Set((await dataSource.query<{ id: number }[]>(TABLES)).map(({ id }) => id));
      const before = new Set((await dataSource.query<{ id: number }[]>(INDEXES)).map(({ id }) => id));
      statements.sent.length = 0;
      await dataSource.runMigrations({ transaction: 'each' });
      const sent = [...statements.sent];
      const after = await dataSource.query<{ id: number; name: string; table: string; tableId: number }[]>(INDEXES);
      if (count === first) continue;
      for (const { id, name, table, tableId } of after) {
        const isNew = !before.has(id) && tables.has(tableId) && !SMALL.has(table);
        const besideWriters = new RegExp(
          `create\\s+(unique\\s+)?index\\s+concurrently\\s+"?${nameWhenBuilt(sent, name)}\\b`,
          'i',
        );
        if (isNew && !sent.some((statement) => besideWriters.test(statement)))
          lines.push(
            `${migrations[count - 1]?.name} builds the index ${name} while nobody can write to ${table}: build it by buildIndex, or replace a key by replaceKey, ` +
              `in a migration with transaction = false that does nothing else (CONTRIBUTING.md).`,
          );
      }
    } finally {
      await dataSource.destroy();
    }
  }
  return lines;
}

describe('indexes of tables that are there', () => {
  it.each([
    ['content', contentMigrations],
    ['engagement', engagementMigrations],
  ] as const)('of %s are built beside writers by new migrations', async (service, migrations) => {
    expect(await blockingIndexes(service, migrations, FREE_UNTIL[service])).toEqual([]);
  });

  it('are found in what is not', async () => {
    const migrations = [Story1, Tagged2, Plain3, Constraint4, Bare5, Built6, Replaced7, Anew8];
    expect((await blockingIndexes('content', migrations, 'Story1')).map((line) => line.split(':')[0])).toEqual([
      'Plain3 builds the index story_plain while nobody can write to story',
      'Constraint4 builds the index story_once while nobody can write to story',
      'Bare5 builds the index story_bare while nobody can write to story',
      'Anew8 builds the index story_once while nobody can write to story',
    ]);
  });
});

const migration = (timestamp: number, sql: string, transaction = true) =>
  class implements MigrationInterface {
    // TypeORM takes the time of a migration from the end of its name.
    name = `M${1_764_000_000_000 + timestamp}`;
    readonly transaction = transaction;

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(sql);
    }
    async down(): Promise<void> {}
  };

class Story1 extends migration(1, 'create table story (id int, title text)') {}
class Tagged2 extends migration(2, 'create table tag (id int); create index tag_id on tag (id)') {}
class Plain3 extends migration(3, 'create index story_plain on story (id)') {}
class Constraint4 extends migration(4, 'alter table story add constraint story_once unique (id)') {}
class Bare5 extends migration(5, 'create index story_bare on story (title)', false) {}
class Built6 extends migration(6, 'select', false) {
  override async up(runner: QueryRunner): Promise<void> {
    await buildIndex(runner, 'story_built', 'story (id, title)');
  }
}
class Replaced7 extends migration(7, 'select', false) {
  override async up(runner: QueryRunner): Promise<void> {
    await replaceKey(runner, { table: 'story', name: 'story_once', kind: 'unique', columns: ['id', 'title'] });
  }
}
class Anew8 extends migration(
  8,
  'alter table story drop constraint story_once, add constraint story_once unique (title, id)',
) {}
