import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { testDatabaseUrl } from '@afterword/testing/database';
import { createDatabaseIfMissing, exists } from './create-database';
import { databaseNameOf, databaseUrlOf } from './database-url';
import { dataSourceOptions } from './data-source-options';

const admin = async (sql: string) => {
  const client = new Client({ connectionString: process.env.TEST_DATABASE_URL });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};

const withRole = (databaseUrl: string, role: string) => {
  const url = new URL(databaseUrl);
  Object.assign(url, { username: role, password: 'secret' });
  return url.href;
};

describe('a database of a service', () => {
  it('is created with UTF8 and a stated collation, and once', async () => {
    const url = databaseUrlOf(testDatabaseUrl(), 'content');
    expect(await exists(url)).toBe(false);
    await Promise.all([createDatabaseIfMissing(url), createDatabaseIfMissing(url)]);
    await createDatabaseIfMissing(url);
    const made = `select pg_encoding_to_char(encoding) as encoding, datlocale as locale, datcollate as collation
                    from pg_database where datname = '${databaseNameOf(url)}'`;
    expect(await admin(made)).toEqual([{ encoding: 'UTF8', locale: 'C.UTF-8', collation: 'C' }]);
  });

  it('is used by a role that may enter no other, and is not created by one', async () => {
    const databaseUrl = testDatabaseUrl();
    const url = databaseUrlOf(databaseUrl, 'content');
    const [role, name] = [`role_${databaseNameOf(databaseUrl)}`, databaseNameOf(url)];
    await admin(`create role ${role} login password 'secret'`);
    await admin('revoke connect on database postgres from public');
    await admin('revoke connect on database template1 from public');
    try {
      await expect(createDatabaseIfMissing(withRole(url, role))).rejects.toThrow(
        new RegExp(
          `"${name}" is missing, .+ run: create database "${name}" owner <role> template template0 encoding 'UTF8'`,
        ),
      );
      await createDatabaseIfMissing(url);
      await createDatabaseIfMissing(withRole(url, role));
    } finally {
      await admin('grant connect on database postgres to public');
      await admin('grant connect on database template1 to public');
    }
  });
});

describe('a session of a service', () => {
  const open = (databaseUrl: string) =>
    new DataSource(
      dataSourceOptions({ config: { databaseUrl, service: 'content' }, entities: [], migrations: [] }),
    ).initialize();

  it.each([
    [
      "encoding 'SQL_ASCII' locale 'C'",
      /stores text as SQL_ASCII and must store UTF8; .+create database "\w+_utf8" template/,
    ],
    ["encoding 'LATIN1' locale 'C'", /stores text as LATIN1/],
    ["encoding 'UTF8' locale_provider libc locale 'C'", /has the locale C.+create database/],
  ])('refuses a database with %s, and names the command that makes a right one', async (options, words) => {
    const databaseUrl = testDatabaseUrl();
    await admin(
      `create database "${databaseNameOf(databaseUrlOf(databaseUrl, 'content'))}" template template0 ${options}`,
    );
    await expect(open(databaseUrl)).rejects.toThrow(words);
  });

  it('has the settings that the code relies on, whatever those of the role are', async () => {
    const databaseUrl = testDatabaseUrl();
    const url = databaseUrlOf(databaseUrl, 'content');
    const role = `role_${databaseNameOf(databaseUrl)}`;
    await createDatabaseIfMissing(url);
    await admin(`create role ${role} superuser login password 'secret'`);
    const settings = {
      datestyle: 'SQL, DMY',
      intervalstyle: 'iso_8601',
      timezone: 'Asia/Tokyo',
      bytea_output: 'escape',
      standard_conforming_strings: 'off',
      array_nulls: 'off',
      extra_float_digits: '-5',
      default_transaction_isolation: 'serializable',
    };
    for (const [name, value] of Object.entries(settings)) await admin(`alter role ${role} set ${name} = '${value}'`);
    const dataSource = await open(withRole(databaseUrl, role));
    try {
      const [row] = await dataSource.query<Record<string, unknown>[]>(
        `select timestamptz '2026-11-28 09:30:00+00' as time, interval '1 day 2 hours' as span, '\\x00ff'::bytea as bytes,
                current_setting('transaction_isolation') as isolation, 0.1::float8 + 0.2::float8 as sum,
                '{null}'::text[] as list, (timestamptz '2026-11-28 23:30:00+00')::date::text as day`,
      );
      expect(row).toEqual({
        time: new Date('2026-11-28T09:30:00Z'),
        span: expect.objectContaining({ days: 1, hours: 2 }) as object,
        bytes: Buffer.from([0, 255]),
        isolation: 'read committed',
        sum: 0.1 + 0.2,
        list: [null],
        day: '2026-11-28',
      });
    } finally {
      await dataSource.destroy();
    }
  });

  it('refuses a role without a schema to work in', async () => {
    const databaseUrl = testDatabaseUrl();
    const role = `role_${databaseNameOf(databaseUrl)}`;
    await createDatabaseIfMissing(databaseUrlOf(databaseUrl, 'content'));
    await admin(`create role ${role} superuser login password 'secret'`);
    await admin(`alter role ${role} set search_path = nowhere`);
    await expect(open(withRole(databaseUrl, role))).rejects.toThrow(`alter role "${role}" reset search_path`);
  });
});
