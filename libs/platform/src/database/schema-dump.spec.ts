import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { testDatabaseUrl } from '@afterword/testing/database';
import { dumpSchema } from './schema-dump';

/** One of everything that the dump writes. */
const EVERYTHING = [
  `create type mood as enum ('glad', 'so-so')`,
  `create sequence ticket start 7 cycle maxvalue 9`,
  `create function shout(words text) returns text language sql immutable as $$ select upper(words) $$`,
  `create function refuse() returns trigger language plpgsql as $$ begin return null; end $$`,
  `create table author (
     id bigint generated always as identity primary key,
     "Name" text collate "C" not null default 'nobody' unique,
     loud text generated always as (shout("Name")) stored,
     quiet text generated always as (lower("Name")) virtual,
     mood mood not null default 'so-so',
     picture bytea storage external compression pglz,
     born date check (born > '1900-01-01'),
     place int default nextval('ticket'),
     old int)`,
  `alter table author drop column old`,
  `create unlogged table book (
     author_id bigint references author (id) on delete cascade deferrable,
     pages int4range,
     exclude using gist (pages with &&)) with (fillfactor = 70)`,
  `create index author_unborn on author (lower("Name") desc) include (place) where born is null`,
  `create statistics author_mood on mood, place from author`,
  `create trigger no_change before update on author for each row execute function refuse()`,
  `comment on table author is 'It''s who wrote it'`,
  `comment on column author.born is 'A day'`,
  `create view glad_author as select id from author where mood = 'glad'`,
];

describe('the dump of a schema', () => {
  let server: Client;
  const clients: Client[] = [];

  beforeAll(async () => {
    server = new Client({ connectionString: process.env.TEST_DATABASE_URL });
    await server.connect();
  });
  afterAll(async () => {
    for (const client of [server, ...clients]) await client.end();
  });

  async function emptyDatabase(): Promise<Client> {
    const url = testDatabaseUrl();
    await server.query(`create database ${server.escapeIdentifier(new URL(url).pathname.slice(1))}`);
    const client = new Client({ connectionString: url });
    clients.push(client);
    await client.connect();
    return client;
  }

  it('writes each kind of object', async () => {
    const client = await emptyDatabase();
    for (const statement of EVERYTHING) await client.query(statement);
    expect(await dumpSchema(client)).toMatchInlineSnapshot(`
     "create type mood as enum ('glad', 'so-so');
     create sequence ticket as bigint start 7 increment 1 minvalue 1 maxvalue 9 cache 1 cycle;

     CREATE OR REPLACE FUNCTION public.refuse()
      RETURNS trigger
      LANGUAGE plpgsql
     AS $function$ begin return null; end $function$;

     CREATE OR REPLACE FUNCTION public.shout(words text)
      RETURNS text
      LANGUAGE sql
      IMMUTABLE
     AS $function$ select upper(words) $function$;

     create table author (
       id bigint not null generated always as identity,
       "Name" text collate "C" not null default 'nobody'::text,
       loud text generated always as (shout("Name")) stored,
       quiet text generated always as (lower("Name")) virtual,
       mood mood not null default 'so-so'::mood,
       picture bytea storage external compression pglz,
       born date,
       place integer default nextval('ticket'::regclass),
       constraint author_pkey PRIMARY KEY (id),
       constraint "author_Name_key" UNIQUE ("Name"),
       constraint author_born_check CHECK (born > '1900-01-01'::date)
     );
     CREATE INDEX author_unborn ON author USING btree (lower("Name") DESC) INCLUDE (place) WHERE born IS NULL;
     CREATE STATISTICS public.author_mood ON mood, place FROM author;
     CREATE TRIGGER no_change BEFORE UPDATE ON author FOR EACH ROW EXECUTE FUNCTION refuse();
     comment on table author is 'It''s who wrote it';
     comment on column author.born is 'A day';

     create unlogged table book (
       author_id bigint,
       pages int4range,
       constraint book_pages_excl EXCLUDE USING gist (pages WITH &&)
     ) with (fillfactor=70);

     create view glad_author as
      SELECT id
        FROM author
       WHERE mood = 'glad'::mood;

     alter table book add constraint book_author_id_fkey FOREIGN KEY (author_id) REFERENCES author(id) ON DELETE CASCADE DEFERRABLE;
     "
    `);
  });

  it('creates a database with the same dump', async () => {
    const [first, second] = [await emptyDatabase(), await emptyDatabase()];
    for (const statement of EVERYTHING) await first.query(statement);
    const dump = await dumpSchema(first);
    await second.query(dump);
    expect(await dumpSchema(second)).toBe(dump);
  });

  it.each(['content', 'engagement'])(
    'in apps/%s is one that PostgreSQL takes, and writes the same',
    async (service) => {
      const file = readFileSync(join(__dirname, '../../../../apps', service, 'src/migrations/schema.sql'), 'utf8');
      const client = await emptyDatabase();
      await client.query(file);
      const [, dump] = file.split(/^-- .*\n\n/);
      expect(await dumpSchema(client)).toBe(dump);
    },
  );

  it.each([
    ['create domain small as int check (value < 10)', 'small (a domain or a range)'],
    ['create table visit (day date) partition by range (day)', 'visit (a relation of kind p)'],
    ['create table secret (id int); alter table secret enable row level security', 'secret (a table that is'],
    ['create schema other', 'other (a schema)'],
    ['create table a (b int); alter table a alter column b set statistics 7', 'a.b (a statistics target)'],
  ])('is refused where it would leave something out: %s', async (statement, name) => {
    const client = await emptyDatabase();
    await client.query(statement);
    await expect(dumpSchema(client)).rejects.toThrow(`does not write ${name}`);
  });
});
