import { Client } from 'pg';
import { loadConfig, databaseUrlOf, migrateDatabase } from '@afterword/platform';
import { migrations } from '../../apps/content/src/migrations';
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
