import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { loadConfig, databaseUrlOf, migrateDatabase } from '@afterword/platform';
import { migrations } from '../../apps/content/src/migrations';
import { migrations as engagementMigrations } from '../../apps/engagement/src/migrations';
import { testDatabaseUrl } from '@afterword/testing/database';
import { prepareServiceRole } from '../../apps/cli/src/service-roles';

describe('a role of a service', () => {
  const adminUrl = testDatabaseUrl();
  const prefix = new URL(adminUrl).pathname.slice(1);
  const urlOf = (role: string, password: string) => {
    const url = new URL(adminUrl);
    Object.assign(url, { username: role, password });
    return url.href;
  };
  const content = urlOf(`${prefix}_c`, 'first');
  const engagement = urlOf(`${prefix}_e`, 'it\'s; a "word"');
  const migrate = (databaseUrl: string) =>
    migrateDatabase({
      config: loadConfig('content', { DATABASE_URL: databaseUrl, ADMIN_TOKEN: 'an-operator-token' }),
      entities: [],
      migrations,
    });

  async function ask(databaseUrl: string, sql: string): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: databaseUrl });
    try {
      await client.connect();
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  it('owns its database, also what another role made there before, and its migrations run as it', async () => {
    // As an installation that ran as the superuser.
    await migrate(adminUrl);
    await prepareServiceRole({ adminUrl, service: 'content', serviceUrl: content });
    expect(await migrate(content)).toEqual([]);
    const mine = databaseUrlOf(content, 'content');
    const foreign = `select relname from pg_class where relnamespace = 'public'::regnamespace and relowner <> current_user::regrole`;
    expect(await ask(mine, foreign)).toEqual([]);
    await ask(mine, 'alter table article add column spec int');
    await ask(mine, 'create table spec (n int)');
    await ask(mine, 'insert into article_search select * from article_search');
  });

  it('can do nothing else on the server', async () => {
    await prepareServiceRole({ adminUrl, service: 'engagement', serviceUrl: engagement });
    const flags = `select rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls as more
                     from pg_roles where rolname = current_user`;
    expect(await ask(databaseUrlOf(engagement, 'engagement'), flags)).toEqual([{ more: false }]);
    await expect(ask(databaseUrlOf(engagement, 'content'), 'select 1')).rejects.toThrow(
      'permission denied for database',
    );
    await expect(ask(databaseUrlOf(content, 'engagement'), 'select 1')).rejects.toThrow(
      'permission denied for database',
    );
  });

  it('of engagement can only add to the moderation log, once an administrator has taken it away as the docs say', async () => {
    await prepareServiceRole({ adminUrl, service: 'engagement', serviceUrl: engagement });
    const config = loadConfig('engagement', { DATABASE_URL: engagement, ADMIN_TOKEN: 'an-operator-token' });
    await migrateDatabase({ config, entities: [], migrations: engagementMigrations });
    const mine = databaseUrlOf(engagement, 'engagement');
    const entry = (position: number) => `
      insert into moderation_log (site_id, position, id, entry, previous, hash)
      values ('demo', ${position}, gen_random_uuid(), '{}', '', '')`;
    await ask(mine, `insert into site (id, name, origins, reaction_kinds) values ('demo', 'Demo', '{}', '{like}')`);
    await ask(mine, entry(1));
    // What the trigger refuses, its owner may switch off.
    await ask(mine, 'alter table moderation_log disable trigger user; update moderation_log set entry = entry');
    await ask(mine, 'alter table moderation_log enable trigger user');

    const docs = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8');
    const [, snippet = ''] = /### A log that the service cannot change[^]*?```sql\n([^]*?)```/.exec(docs) ?? [];
    const keeper = 'afterword_log';
    await ask(databaseUrlOf(adminUrl, 'engagement'), snippet.replace('to engagement;', `to "${prefix}_e";`));
    for (let again = 0; again < 2; again += 1) {
      for (const statement of [
        `update moderation_log set entry = '[]'`,
        'delete from moderation_log',
        'truncate moderation_log',
      ])
        await expect(ask(mine, statement)).rejects.toThrow('permission denied for table moderation_log');
      for (const statement of [
        'alter table moderation_log disable trigger user',
        'drop trigger moderation_log_is_append_only on moderation_log',
        'alter table moderation_log owner to current_user',
        `create or replace function refuse_to_change_moderation_log() returns trigger language plpgsql as 'begin return old; end'`,
      ])
        await expect(ask(mine, statement)).rejects.toThrow(/must be owner of (table|relation|function)/);
      await expect(ask(mine, `set role ${keeper}`)).rejects.toThrow('permission denied to set role');
      await ask(mine, entry(2 + again));
      // The next `migrate` of the installation leaves it so.
      await prepareServiceRole({ adminUrl, service: 'engagement', serviceUrl: engagement });
      expect(await migrateDatabase({ config, entities: [], migrations: engagementMigrations })).toEqual([]);
    }
    expect(await ask(mine, 'select position::int from moderation_log order by 1')).toEqual([
      { position: 1 },
      { position: 2 },
      { position: 3 },
    ]);
    await ask(mine, `delete from site where id = 'demo'`);
    expect(await ask(mine, 'select from moderation_log')).toEqual([]);
    // Roles belong to the server, which other specs use.
    const owned = `reassign owned by ${keeper} to "${prefix}_e"; drop owned by ${keeper}; drop role ${keeper}`;
    await ask(databaseUrlOf(adminUrl, 'engagement'), owned);
  });

  it('gets another password with another address', async () => {
    const changed = urlOf(`${prefix}_c`, 'second');
    await prepareServiceRole({ adminUrl, service: 'content', serviceUrl: changed });
    expect(await ask(databaseUrlOf(changed, 'content'), 'select 1 as one')).toEqual([{ one: 1 }]);
    await expect(ask(databaseUrlOf(content, 'content'), 'select 1')).rejects.toThrow('password authentication failed');
  });

  it.each([
    ['without a password', urlOf('somebody', ''), 'needs a user and a password'],
    ['that is the superuser', adminUrl, 'another user'],
    ['of other databases', urlOf('somebody', 'x').replace(prefix, 'other'), 'the same name'],
  ])('is refused %s', async (_, serviceUrl, words) => {
    await expect(prepareServiceRole({ adminUrl, service: 'content', serviceUrl })).rejects.toThrow(words);
  });
});
