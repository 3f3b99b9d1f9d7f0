import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import type { Comment, Page } from '@afterword/contracts';
import { type DatabaseName, databaseNameOf } from '@afterword/platform';
import { Client } from 'pg';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { type Api, createApi, expectStatus, pagePath } from '@afterword/testing/api';
import { poll } from '@afterword/testing/poll';
import { S3Server } from '@afterword/testing/s3-server';
import { areScaled } from '@afterword/testing/scaled-stores';
import { type Services, startServices } from '@afterword/testing/services';

/** `npm test` builds before it runs. */
const PROGRAM = join(__dirname, '../../dist/apps/cli/src/main.js');
const SCHEMA = (service: string) => join(__dirname, `../../apps/${service}/src/migrations/schema.sql`);
const run = promisify(execFile);

const PAGE = pagePath('demo', 'story');

interface Run {
  text: string;
  code: number;
}

/** Each table's rows as text, in one order. */
type Tables = Map<string, { rows: number; hash: string }>;

/** With another bit in its middle. */
function flip(bytes: Buffer): Buffer {
  const place = Math.floor(bytes.length / 2);
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  return bytes;
}

describe('afterword backup and restore', () => {
  let services: Services;
  let api: Api;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afterword-backup-'));
    services = await startServices({ env: { THEME_DIR: '', TIME_ZONE: 'Europe/Berlin' } });
    api = createApi(services.url('engagement'));
  }, 240_000);
  afterAll(async () => {
    await services.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Output and exit code of the command line. */
  async function afterword(...args: string[]): Promise<Run> {
    try {
      const { stdout } = await run(process.execPath, [PROGRAM, ...args], { env: { ...process.env, ...services.env } });
      return { text: stdout, code: 0 };
    } catch (error) {
      const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: number };
      return { text: stdout + stderr, code };
    }
  }

  async function expectDone(...args: string[]): Promise<string> {
    const { text, code } = await afterword(...args);
    if (code !== 0) throw new Error(text);
    return text;
  }

  async function withClient<T>(name: DatabaseName | 'postgres', use: (client: Client) => Promise<T>): Promise<T> {
    const url = new URL(services.databaseUrl(name === 'postgres' ? 'queue' : name));
    if (name === 'postgres') url.pathname = '/postgres';
    const client = new Client({ connectionString: url.href });
    await client.connect();
    try {
      return await use(client);
    } finally {
      await client.end();
    }
  }

  const query = async <Row>(name: DatabaseName, sql: string): Promise<Row[]> =>
    (await withClient(name, (client) => client.query(sql))).rows as Row[];

  /** Every table and sequence of a service, by content. */
  async function tablesOf(service: DatabaseName): Promise<Tables> {
    return withClient(service, async (client) => {
      const { rows } = await client.query<{ name: string; kind: string }>(
        `select relname as name, relkind as kind from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'S') order by 1`,
      );
      const tables: Tables = new Map();
      for (const { name, kind } of rows) {
        // A sequence's `log_cnt` is what was written ahead.
        const from = `${kind === 'S' ? '(select last_value, is_called from ' : ''}${client.escapeIdentifier(name)}${kind === 'S' ? ')' : ''}`;
        const read = await client.query<{ rows: number; hash: string }>(
          `select count(*)::int as rows, md5(coalesce(string_agg(t::text, e'\\n' order by t::text), '')) as hash from ${from} t`,
        );
        tables.set(name, read.rows[0]!);
      }
      return tables;
    });
  }

  /** The services are ended, and nothing of them is left on the server. */
  async function destroy(): Promise<void> {
    await services.end('content', 'SIGKILL');
    await services.end('engagement', 'SIGKILL');
    await withClient('postgres', async (client) => {
      for (const name of ['content', 'engagement', 'queue'] as const) {
        const database = databaseNameOf(services.databaseUrl(name));
        await client.query(`drop database if exists ${client.escapeIdentifier(database)} with (force)`);
      }
    });
  }

  async function restart(): Promise<void> {
    await Promise.all([services.start('engagement'), services.start('content')]);
  }

  const pageNow = async () => expectStatus(200, await api.call<Page & { version: number }>('GET', PAGE));

  /** Resolves when content shows what engagement does. */
  async function contentCatchesUp(): Promise<void> {
    const content = createApi(services.url('content'));
    const { counters } = await pageNow();
    await poll(
      async () =>
        expectStatus(200, await content.call<{ engagement: Pick<Page, 'counters'> }>('GET', '/v1/articles/story'))
          .engagement.counters,
      (shown) => isDeepStrictEqual(shown, counters),
    );
  }

  /** Something of everything: in each table that is not empty, its rows are compared. */
  async function fill(): Promise<void> {
    const [ada, bob] = await Promise.all([guest('Ada'), guest('Bob')]);
    const comment = await post(ada, 'A *first* comment, with a tab \t, a backslash \\N and 🐙.');
    const other = await post(bob, 'Another one.');
    const call = (method: 'PUT' | 'POST', path: string, token: string, body?: unknown) =>
      api.call(method, path, { token, body, headers: { 'idempotency-key': randomUUID() } });
    for (const answer of [
      await call('PUT', `${PAGE}/reactions/like`, ada),
      await call('PUT', `/v1/comments/${comment}/reactions/like`, bob),
      await call('POST', `${PAGE}/rewards`, ada, { amount: 5 }),
      await call('POST', `/v1/comments/${comment}/rewards`, bob, { amount: 2 }),
      await call('POST', `${PAGE}/shares`, bob, { channel: 'copy' }),
      await call('POST', `/v1/comments/${other}/reports`, ada, { reason: 'spam' }),
      await call('POST', '/v1/sites/demo/webhooks', ADMIN_TOKEN, {
        url: 'https://hooks.example/in',
        events: ['comment.created'],
      }),
      await call('POST', '/v1/sites/demo/moderation/decisions', ADMIN_TOKEN, { decision: 'remove', comments: [other] }),
    ])
      if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
    const file = join(folder, 'import.jsonl');
    await writeFile(
      file,
      `${JSON.stringify({ id: '1', page: 'story', author: 'Cleo', createdAt: '2020-01-02T03:04:05Z', body: 'Of old.' })}\n`,
    );
    await expectDone('import', file, '--site', 'demo', '--format', 'jsonl');
  }

  const guest = (name: string) => api.guest('demo', name);

  async function post(token: string, body: string): Promise<string> {
    return expectStatus(201, await api.call<Comment>('POST', `${PAGE}/comments`, { token, body: { body } })).id;
  }

  /** The first events of a stream, until one has the name. */
  async function eventsUntil(name: string, lastEventId: string): Promise<{ names: string[]; id: string }> {
    const controller = new AbortController();
    const response = await fetch(`${api.url}${PAGE}/events`, {
      headers: { 'last-event-id': lastEventId },
      signal: controller.signal,
    });
    const names: string[] = [];
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream()) as unknown as AsyncIterable<string>) {
      text += chunk;
      names.splice(0, names.length, ...[...text.matchAll(/^event: (.+)$/gm)].map(([, found = '']) => found));
      if (names.includes(name)) break;
    }
    controller.abort();
    return { names, id: [...text.matchAll(/^id: (.+)$/gm)].at(-1)?.[1] ?? '' };
  }

  /** Likes and comments from several readers until it is stopped. @returns what was acknowledged, in order */
  function load(): { posted: string[]; stop: () => Promise<void> } {
    const posted: string[] = [];
    let going = true;
    const writers = ['Dan', 'Eve', 'Fay'].map(async (name) => {
      const token = await guest(name);
      for (let turn = 0; going; turn += 1) {
        posted.push(await post(token, `${name} says ${turn}.`));
        const method = turn % 2 === 0 ? 'PUT' : 'DELETE';
        await api.call(method, `${PAGE}/reactions/like`, { token });
      }
    });
    return {
      posted,
      stop: async () => {
        going = false;
        await Promise.all(writers);
      },
    };
  }

  it('bring back what was acknowledged before, with nothing half, after everything was destroyed under load', async () => {
    await services.publish('story');
    await fill();
    const parent = join(folder, 'several');
    const writing = load();
    await poll(
      () => writing.posted.length,
      (count) => count > 20,
    );
    const before = [...writing.posted];
    const made = await expectDone('backup', parent, '--keep', '1');
    const after = writing.posted.length;
    await poll(
      () => writing.posted.length,
      (count) => count > after + 20,
    );
    await writing.stop();
    const late = writing.posted.slice(after);
    expect(made).toMatch(/engagement: [\d,]+ rows of \d+ tables, .+\ncontent: [\d,]+ rows of \d+ tables/);
    expect(made).toContain('ADMIN_TOKEN, DATABASE_URL');
    expect(made).toContain('TIME_ZONE');
    const [name = ''] = await readdir(parent);
    const backup = join(parent, name);
    // No value of a secret is in what people copy around.
    expect(await readFile(join(backup, 'backup.json'), 'utf8')).not.toContain(ADMIN_TOKEN);

    const inUse = await afterword('restore', backup, '--replace');
    expect(inUse).toMatchObject({ code: 1, text: expect.stringMatching(/in use by .*afterword-(content|engagement)/) });
    expect(inUse.text.includes('RECONNECT')).toBe(areScaled);
    const told = await eventsUntil('counters', '0.0');
    const versionBefore = (await pageNow()).version;

    await destroy();
    const restored = await expectDone('restore', backup);
    expect(restored).toMatch(/\d+ files of the backup of \S+ are whole/);
    expect(restored).toMatch(/engagement: versions of \d+ pages? were raised by \d+/);
    await restart();

    const kept = await query<{ id: string }>('engagement', 'select id from comment');
    const ids = new Set(kept.map(({ id }) => id));
    expect(before.filter((id) => !ids.has(id))).toEqual([]);
    expect(late.filter((id) => ids.has(id))).toEqual([]);
    expect((await pageNow()).version).toBeGreaterThan(versionBefore);
    // Who watched before begins anew, and is then told of what happens.
    const anew = await eventsUntil('counters', told.id);
    expect(anew.names).toEqual(['thread.changed', 'counters']);
    await post(await guest('Gus'), 'After the restore.');
    expect((await eventsUntil('comment.created', anew.id)).names).not.toContain('thread.changed');
    await contentCatchesUp();
    expect(await afterword('doctor')).toMatchObject({ code: 0 });
    // An edit that was made of a version which only the lost days had is refused, and a new one reaches engagement.
    await services.publish('sequel', 'A sequel');
    await poll(
      async () => (await api.call<Page>('GET', pagePath('demo', 'sequel'))).body.title,
      (title) => title === 'A sequel',
    );
  }, 240_000);

  it('bring back every table as it was, of an older version too, which is then migrated', async () => {
    await services.stop();
    // As the version before had it.
    await query(
      'engagement',
      `drop table restored_backup; delete from migration where name = 'RestoredBackups1764000000053'`,
    );
    await settle();
    const before = { engagement: await tablesOf('engagement'), content: await tablesOf('content') };
    const filled = [...before.engagement].filter(([, { rows }]) => rows > 0).map(([table]) => table);
    for (const table of [
      'comment',
      'reaction',
      'transfer',
      'share',
      'report',
      'moderation_log',
      'webhook_endpoint',
      'import_run',
      'idempotency',
      'event',
    ])
      expect(filled).toContain(table);

    const backup = join(folder, 'exact');
    await expectDone('backup', backup);
    await destroy();
    const restored = await expectDone('restore', backup);
    expect(restored).toContain('engagement: migrated: RestoredBackups1764000000053');
    await expectAsBefore(before);
    for (const service of ['engagement', 'content'] as const)
      expect(await schemaOf(service)).toBe(await readFile(SCHEMA(service), 'utf8'));
    // Numbers go on where they were.
    await query(
      'engagement',
      `insert into migration (timestamp, name) values (0, 'spec'); delete from migration where name = 'spec'`,
    );

    // Once more over what is there: refused, then replaced.
    const refused = await afterword('restore', backup);
    expect(refused).toMatchObject({
      code: 1,
      text: expect.stringContaining(
        'There is data already in the database of engagement and content; nothing was changed',
      ),
    });
    await query('engagement', `delete from moderation_log_private; update site set name = 'Changed'`);
    await query('content', 'create table of_mine (n int); delete from article');
    await expectDone('restore', backup, '--replace');
    await expectAsBefore(before);
    await restart();
    await contentCatchesUp();
  }, 240_000);

  async function doctorOn(place: string): Promise<string> {
    services.env.BACKUP_TO = place;
    const { text } = await afterword('doctor');
    delete services.env.BACKUP_TO;
    return text;
  }

  const timeOfName = (name: string) => name.replace(/T(..)-(..)-(..)Z/, 'T$1:$2:$3.000Z').replaceAll('.', '\\.');

  it('by a plan, until they are stopped', async () => {
    const parent = join(folder, 'planned');
    const child = spawn(process.execPath, [PROGRAM, 'backup', '--scheduled'], {
      env: { ...process.env, ...services.env, BACKUP_TO: parent },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    const backups = async () =>
      (await readdir(parent).catch(() => [])).filter((name) => existsSync(join(parent, name, 'backup.json')));
    await poll(backups, ({ length }) => length === 1);
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(await afterword('backup', '--scheduled')).toEqual({
      text: 'afterword: Name a folder or s3://bucket/path, or set BACKUP_TO\n',
      code: 1,
    });
  });

  /** Counts of content's that are about to change are left to the next announcement by a restore. */
  const settle = () =>
    query(
      'content',
      `update engagement_snapshot set announced_at = announced_at - interval '1 hour', updated_at = updated_at - interval '1 hour'`,
    );

  it('through a bucket, where what is not whole is no backup, and leave nothing of it on the disk', async () => {
    await services.stop();
    const storage = await S3Server.start();
    const temporary = await mkdtemp(join(folder, 'tmp-'));
    const settings = { ...storage.env, TMPDIR: temporary };
    Object.assign(services.env, settings);
    const place = `s3://${storage.bucket}/of/afterword`;
    const namesIn = () => [...new Set([...storage.objects.keys()].map((key) => key.split('/')[2]))];
    try {
      expect(await afterword('restore', `${place}/latest`)).toEqual({
        text: `afterword: There is no backup in ${place}\n`,
        code: 1,
      });
      // Left by one that was killed, with an upload that is not complete.
      storage.objects.set('of/afterword/2020-01-01T00-00-00Z/backup.json.part', Buffer.alloc(0));
      storage.uploads.set('1', { key: 'of/afterword/2020-01-01T00-00-00Z/engagement/event.copy.gz', parts: new Map() });
      await settle();
      const before = { engagement: await tablesOf('engagement'), content: await tablesOf('content') };
      expect(await expectDone('backup', place, '--keep', '1')).toMatch(/removed the backup 2020-01-01T00-00-00Z\n$/);
      const [name = ''] = namesIn();
      expect(namesIn()).toEqual([name]);
      expect(storage.uploads.size).toBe(0);
      expect((await afterword('backup', `${place}/${name}`)).text).toContain('holds a backup already');

      // It is young enough for a plan, which then waits; doctor tells of it.
      expect(await doctorOn(place)).toMatch(
        new RegExp(`^ok  backups +the newest in ${place} is of ${timeOfName(name)}, 0\\.\\d h ago$`, 'm'),
      );
      expect(await doctorOn(`${place}/none`)).toMatch(/^bad backups +there is none in s3:\S+, and BACKUP_TO is set$/m);

      // A later one that ends half-way is none, and nothing of it is kept.
      storage.fault = ({ method, key }) =>
        method === 'PUT' && key.endsWith('content/article.copy.gz') ? 403 : undefined;
      const refused = await afterword('backup', place, '--keep', '1');
      expect(refused).toMatchObject({
        code: 1,
        text: expect.stringMatching(
          /^afterword: content: Cannot write s3:\S+, so nothing .+ AWS_ACCESS_KEY_ID may not .+\n$/,
        ),
      });
      storage.fault = () => undefined;
      expect(namesIn()).toEqual([name]);

      const key = `of/afterword/${name}/engagement/comment.copy.gz`;
      const comments = storage.objects.get(key)!;
      storage.objects.set(key, flip(Buffer.from(comments)));
      expect((await afterword('restore', `${place}/latest`, '--replace')).text).toBe(
        `afterword: s3://${storage.bucket}/${key} is damaged; use another backup\n`,
      );
      storage.objects.delete(key);
      expect((await afterword('restore', `${place}/latest`, '--replace')).text).toContain('comment.copy.gz is missing');
      storage.objects.set(key, comments);

      await destroy();
      storage.objects.set('of/afterword/2999-01-01T00-00-00Z/backup.json.part', Buffer.alloc(0));
      await expectDone('restore', `${place}/latest`);
      // The events were renumbered by the restore of before.
      await expectAsBefore(before, ['event_cursor', 'page', 'restored_backup', 'site']);
      expect(await readdir(temporary)).toEqual([]);
    } finally {
      await storage.stop();
      // Empty is unset.
      for (const variable of Object.keys(settings)) services.env[variable] = '';
    }
    await restart();
  }, 240_000);

  /** But for what a restore changes on purpose. */
  async function expectAsBefore(
    before: Record<'engagement' | 'content', Tables>,
    changedIn = ['event', 'event_cursor', 'migration', 'migration_id_seq', 'page', 'restored_backup', 'site'],
  ): Promise<void> {
    const changed = async (service: 'engagement' | 'content') => {
      const now = await tablesOf(service);
      const names = new Set([...before[service].keys(), ...now.keys()]);
      return [...names].filter((name) => now.get(name)?.hash !== before[service].get(name)?.hash).sort();
    };
    expect(await changed('content')).toEqual(['article_version_number', 'outbox']);
    expect(await changed('engagement')).toEqual(changedIn);
  }

  async function schemaOf(service: 'engagement' | 'content'): Promise<string> {
    const { dumpSchema } = await import('../../libs/platform/src/database/schema-dump');
    const header = (await readFile(SCHEMA(service), 'utf8')).split('\n\n', 1)[0] ?? '';
    return `${header}\n\n${await withClient(service, dumpSchema)}`;
  }

  describe('say what is wrong, and change nothing:', () => {
    let backup: string;

    beforeAll(async () => {
      await services.stop();
      backup = join(folder, 'damaged');
      await run('cp', ['-r', join(folder, 'exact'), backup]);
    });

    /** What `restore` says of the backup after `damage`, which is then mended. */
    async function saidAfter(file: string, damage: (bytes: Buffer) => Buffer | null): Promise<string> {
      const path = join(backup, file);
      const bytes = await readFile(path);
      const damaged = damage(Buffer.from(bytes));
      if (damaged) await writeFile(path, damaged);
      else await rm(path);
      const { text, code } = await afterword('restore', backup, '--replace');
      await writeFile(path, bytes);
      expect(code).toBe(1);
      return text;
    }

    const rewritten =
      (change: (manifest: { version: number; databases: { content: { migrations: string[] } } }) => void) =>
      (bytes: Buffer) => {
        const manifest = JSON.parse(bytes.toString()) as Parameters<typeof change>[0] & {
          sha256: string;
        };
        delete (manifest as { sha256?: string }).sha256;
        change(manifest);
        const sha256 = createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
        return Buffer.from(JSON.stringify({ ...manifest, sha256 }));
      };

    it('a byte that changed, in a table, the schema or the manifest', async () => {
      for (const file of ['engagement/comment.copy.gz', 'content/schema_rest.sql', 'backup.json'])
        expect(await saidAfter(file, flip)).toContain(`${join(backup, file)} is damaged; use another backup`);
    });

    it('a file that is missing', async () => {
      expect(await saidAfter('content/article.copy.gz', () => null)).toContain('article.copy.gz is missing');
    });

    it('a backup of a newer version', async () => {
      const newer = rewritten((manifest) => (manifest.version = 2));
      expect(await saidAfter('backup.json', newer)).toContain('was written by a newer version of Afterword');
      const migrated = rewritten(({ databases }) => databases.content.migrations.push('Tomorrow1999999999999'));
      expect(await saidAfter('backup.json', migrated)).toContain(
        'content: The backup is of a newer version of Afterword (Tomorrow1999999999999); update this one first',
      );
    });

    it('a folder that is no backup', async () => {
      const { text, code } = await afterword('restore', folder);
      expect({ text, code }).toEqual({ text: `afterword: ${folder} is no backup: it has no backup.json\n`, code: 1 });
    });

    it('a folder that has something, or cannot be written', async () => {
      const taken = await afterword('backup', backup);
      expect(taken).toMatchObject({ code: 1, text: expect.stringContaining('holds a backup already') });
      const full = await afterword('backup', folder);
      expect(full).toMatchObject({ code: 1, text: expect.stringContaining('is not empty') });
      const impossible = await afterword('backup', join(folder, 'import.jsonl', 'below'));
      expect(impossible).toMatchObject({ code: 1, text: expect.stringMatching(/^afterword: Cannot write to .+\n$/) });
    });

    it('a disk that takes no more, with nothing left of the backup', async () => {
      const target = join(folder, 'too-small');
      // No file may have more than so many KiB, which is refused as a full disk is.
      const script = `ulimit -f 1; exec '${process.execPath}' '${PROGRAM}' backup '${target}'`;
      const child = run('bash', ['-c', script], { env: { ...process.env, ...services.env } });
      await expect(child).rejects.toMatchObject({
        stderr: expect.stringMatching(/Cannot write \S+, so nothing of this backup is kept/),
      });
      expect(await readdir(folder)).not.toContain('too-small');
    });

    /** How many sessions of engagement's database have the name. */
    async function sessionsOf(name: string, condition = ''): Promise<number> {
      const [row] = await query<{ n: number }>(
        'engagement',
        `select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name = '${name}' ${condition}`,
      );
      return row?.n ?? 0;
    }

    it('a backup that was killed half-way', async () => {
      const target = join(folder, 'killed');
      let child: ChildProcess;
      await withClient('engagement', async (client) => {
        // It waits for this table.
        await client.query('begin');
        await client.query('lock table comment in access exclusive mode');
        child = spawn(process.execPath, [PROGRAM, 'backup', target], {
          env: { ...process.env, ...services.env },
          stdio: 'ignore',
        });
        await poll(
          () => sessionsOf('afterword-backup', `and wait_event_type = 'Lock'`),
          (sessions) => sessions === 1,
        );
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
        await client.query('rollback');
      });
      // Its programs end by themselves.
      await poll(
        () => sessionsOf('afterword-backup'),
        (sessions) => sessions === 0,
      );
      const { text, code } = await afterword('restore', target);
      expect(code).toBe(1);
      expect(text).toContain('holds a backup that was interrupted; it cannot be restored');
      expect((await afterword('backup', target)).text).toContain('was interrupted or is being made');
    });

    it('and --keep keeps the newest, and what is no backup', async () => {
      const parent = join(folder, 'several');
      const [first = ''] = await readdir(parent);
      await rename(join(folder, 'killed'), join(parent, '2020-01-01T00-00-00Z'));
      await writeFile(join(parent, 'notes.txt'), '');
      await expectDone('backup', parent, '--keep', '1');
      const left = await readdir(parent);
      expect(left).toHaveLength(2);
      expect(left).toContain('notes.txt');
      expect(left).not.toContain(first);
    });
  });
});
