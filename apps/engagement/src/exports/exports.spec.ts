import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Comment, ExportFormat, Site } from '@afterword/contracts';
import { rowsOf } from '@afterword/platform';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { CommandLineModule } from '../command-line.module';
import { ImportRunner, PageMap, zipEntries } from '../imports';
import { LedgerReader } from '../ledger';
import { ReconciliationService } from '../reconciliation';
import { SitesService } from '../sites';
import { ArchiveRestore } from './archive-restore';
import { ARCHIVE_TABLES, NOT_ARCHIVED } from './archive-tables';
import { TABLES } from './archive.sql';
import { SiteArchive } from './site-archive';

describe('archives of a site', () => {
  let service: RunningEngagement;
  let commands: INestApplicationContext;
  let folder: string;
  let site: Site;

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const path = (rest = '', page = 'talk') => pagePath(site.id, page) + rest;
  const database = () => service.app.get(DataSource);
  const file = (name: string) => join(folder, name);

  const write = async (name: string, format: ExportFormat = 'afterword', withPersonal = true) => {
    const current = await commands.get(SitesService).get(site.id);
    await commands.get(SiteArchive).write({ site: current, path: file(name), format, withPersonal });
    return file(name);
  };

  /** All that the archive's tables hold of the site, but for what no archive has. */
  async function facts(): Promise<Record<string, unknown>> {
    const found: Record<string, unknown> = {};
    for (const { name, order, never = [] } of ARCHIVE_TABLES) {
      const hidden = never.map((column) => `'${column}'`).join(', ');
      const rows = await database().query<{ row: unknown }[]>(
        `select to_jsonb(t) - array[${hidden}]::text[] as row from "${name}" t where ${name === 'site' ? 'id' : 'site_id'} = $1 order by ${order}`,
        [site.id],
      );
      found[name] = rows.map(({ row }) => row);
    }
    return found;
  }

  const remove = async () =>
    expectStatus(204, await call('DELETE', `/v1/admin/sites/${site.id}`, { token: ADMIN_TOKEN }));

  async function contentsOf(archive: string): Promise<Record<string, string>> {
    const { entries, close } = await zipEntries(archive);
    const found: Record<string, string> = {};
    for (const entry of entries) found[entry.name] = await text(await entry.open());
    await close();
    return found;
  }

  /** Some of everything. */
  beforeAll(async () => {
    service = await startEngagement();
    commands = await NestFactory.createApplicationContext(
      CommandLineModule.forRoot({ ...service.config, roles: new Set() }),
      { logger: false },
    );
    folder = await mkdtemp(join(tmpdir(), 'afterword-export-'));
    site = await service.api.site(ADMIN_TOKEN, { origins: ['https://paper.example'], reactionKinds: ['like', 'wow'] });
    const [ada, bob] = [await service.api.guest(site.id, 'Ada'), await service.api.guest(site.id, 'Bob')];
    const post = async (token: string, body: string, parentId?: string) =>
      expectStatus(201, await call<Comment>('POST', path('/comments'), { token, body: { body, parentId } }));
    const top = await post(ada, 'Top, with "quotes" and <b>');
    const reply = await post(bob, '=Reply', top.id);
    await post(ada, 'Below', reply.id);
    expectStatus(204, await call('DELETE', `/v1/comments/${reply.id}`, { token: bob }));
    const spam = await post(bob, 'Spam');
    const decision = { decision: 'spam', comments: [spam.id], reason: 'spam', note: 'A private note' };
    expectStatus(
      200,
      await call('POST', `/v1/sites/${site.id}/moderation/decisions`, { token: ADMIN_TOKEN, body: decision }),
    );
    expectStatus(
      201,
      await call('POST', `/v1/comments/${top.id}/reports`, { token: bob, body: { reason: 'other', text: 'Look' } }),
    );
    for (const rest of [path('/reactions/like'), `/v1/comments/${top.id}/reactions/like`])
      expectStatus(200, await call('PUT', rest, { token: bob }));
    expectStatus(201, await call('POST', path('/shares'), { token: bob, body: { channel: 'copy' } }));
    const headers = { 'idempotency-key': randomUUID() };
    expectStatus(201, await call('POST', path('/rewards'), { token: bob, body: { amount: 7, public: true }, headers }));
    const lines = [
      {
        page: 'talk',
        id: 1,
        body: 'Imported',
        author: 'Cara',
        email: 'cara@example.com',
        createdAt: '2014-01-01T00:00:00Z',
        votes: 2,
      },
    ];
    await writeFile(file('in.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n') + '\n');
    await commands
      .get(ImportRunner)
      .run({ site, path: file('in.jsonl'), format: 'jsonl', map: new PageMap(), isDryRun: false, keepEmail: true });
  });
  afterAll(async () => {
    await commands.close();
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('has or names every table', async () => {
    const tables = (await rowsOf<{ name: string }>(database(), TABLES)).map(({ name }) => name);
    expect(tables.sort()).toEqual([...ARCHIVE_TABLES.map(({ name }) => name), ...Object.keys(NOT_ARCHIVED)].sort());
  });

  it('gives back the same facts, counters, ledger and log', async () => {
    // A line does not end there.
    await database().query(`update comment set body = body || U&'\\2028' where site_id = $1 and body like 'Top%'`, [
      site.id,
    ]);
    // Entries wait for their place in the log for a moment.
    const entry = { id: randomUUID(), at: '2026-01-01T00:00:00.000Z', actor: { kind: 'operator' }, action: 'late' };
    await database().query('insert into moderation_log_waiting (id, site_id, entry) values ($1, $2, $3)', [
      entry.id,
      site.id,
      JSON.stringify(entry),
    ]);
    const archive = await write('site.zip');
    expect((await contentsOf(archive))['moderation_log.jsonl']).toContain(entry.id);
    const before = await facts();
    for (const table of [
      'comment',
      'comment_status',
      'reaction',
      'share',
      'transfer',
      'report',
      'moderation_log',
      'import_ref',
    ])
      expect(before[table]).not.toEqual([]);
    expect((await stat(archive)).mode & 0o777).toBe(0o600);
    const restore = commands.get(ArchiveRestore);
    await expect(restore.restore(archive, 'another')).rejects.toThrow(`--site ${site.id}`);
    await expect(restore.restore(archive, site.id)).rejects.toThrow('has something already (reader)');
    const { share: shares } = before as { share: { code: string }[] };
    await remove();
    // A site that is there and empty keeps its staff's roles and its secrets.
    await database().query(
      `insert into site (id, name, origins, sso_secret) values ($1, 'New', '{}', 'kept-0123456789')`,
      [site.id],
    );
    const other = await service.api.site(ADMIN_TOKEN, { origins: ['https://paper.example'] });
    const guest = await service.api.guest(other.id, 'Eve');
    const shared = { token: guest, body: { channel: 'copy' } };
    expectStatus(201, await call('POST', `${pagePath(other.id, 'talk')}/shares`, shared));
    const take = (code: string) => database().query(`update share set code = $2 where site_id = $1`, [other.id, code]);
    await take(shares[0]?.code ?? '');
    await expect(restore.restore(archive, site.id)).rejects.toThrow('is here already, below another site');
    await take('another-code');
    await restore.restore(archive, site.id);
    expect(await facts()).toEqual(before);
    expect(await database().query(`select sso_secret from site where id = $1`, [site.id])).toEqual([
      { sso_secret: 'kept-0123456789' },
    ]);
    const drifts = [];
    for await (const drift of commands.get(ReconciliationService).all({ fix: false })) drifts.push(drift);
    expect(drifts).toEqual([]);
    for (const { sum, wrongBalances, overdrawn } of await commands.get(LedgerReader).check())
      expect([sum, wrongBalances, overdrawn]).toEqual([0, 0, 0]);
  });

  it('leaves personal data out unless asked for, and secrets always', async () => {
    await database().query(`update site set sso_secret = 'a-secret-of-the-publisher-0123456789' where id = $1`, [
      site.id,
    ]);
    // What a comment said before an import changed it.
    await database().query(
      `insert into import_change (site_id, run_id, comment_id, body, html, renderer_version, status, pinned)
       select site_id, run_id, target_id, 'A text before', '', 1, 'published', false from import_ref where site_id = $1 and kind = 'comment'`,
      [site.id],
    );
    const all = JSON.stringify(await contentsOf(await write('personal.zip')));
    const some = JSON.stringify(await contentsOf(await write('public.zip', 'afterword', false)));
    for (const secret of ['cara@example.com', 'A private note', 'A text before']) {
      expect(all).toContain(secret);
      expect(some).not.toContain(secret);
    }
    expect(all).not.toContain('a-secret-of-the-publisher');
    const before = (await facts()).comment;
    await remove();
    await commands.get(ArchiveRestore).restore(file('public.zip'), site.id);
    expect((await facts()).comment).toEqual(before);
  });

  it('ends where the file cannot be written, however much is to come', async () => {
    await database().query(`update comment set html = repeat('x', 300000) where site_id = $1 and body = 'Imported'`, [
      site.id,
    ]);
    await expect(write('no-such-folder/site.zip')).rejects.toThrow('ENOENT');
    await database().query(`update comment set html = '<p>Imported</p>' where site_id = $1 and body = 'Imported'`, [
      site.id,
    ]);
  });

  it('is downloaded by admins, without personal data, one after the other', async () => {
    const ask = (query = '') =>
      fetch(`${service.url}/v1/sites/${site.id}/export${query}`, {
        headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
      });
    const download = async (name: string, query = '') => {
      const response = await ask(query);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip']);
      await writeFile(file(name), Buffer.from(await response.arrayBuffer()));
      return contentsOf(file(name));
    };
    // Whoever goes away holds up nobody.
    await (await ask()).body?.cancel();
    const [archive, csv] = await Promise.all([download('a.zip'), download('b.zip', '?format=csv')]);
    const expected = await contentsOf(await write('c.zip', 'afterword', false));
    // The manifest says when it was made.
    expect({ ...archive, 'manifest.json': '' }).toEqual({ ...expected, 'manifest.json': '' });
    expect(JSON.parse(archive['manifest.json'] ?? '')).toMatchObject({ site: site.id, personal: false });
    expect(csv['comments.csv']).toContain('Imported');
    expectStatus(422, await call('GET', `/v1/sites/${site.id}/export?format=xls`, { token: ADMIN_TOKEN }));
  });

  it('stores nothing of an archive that is damaged', async () => {
    const archive = await write('whole.zip');
    const bytes = await readFile(archive);
    // The end of the list of files is found; somewhere before it a byte is another.
    bytes[Math.floor(bytes.length / 3)]! ^= 0xff;
    await writeFile(file('damaged.zip'), bytes);
    await remove();
    await expect(commands.get(ArchiveRestore).restore(file('damaged.zip'), site.id)).rejects.toThrow();
    expect((await facts()).comment).toEqual([]);
    await commands.get(ArchiveRestore).restore(archive, site.id);
  });

  it('writes WXR and CSV that are read again, and a copy to read', async () => {
    const other = await service.api.site(ADMIN_TOKEN);
    for (const [format, name, added] of [
      ['wxr', 'comments.xml', 3],
      ['csv', 'comments.csv', 3],
    ] as const) {
      const contents = await contentsOf(await write(`${format}.zip`, format, false));
      expect(JSON.stringify(contents)).not.toContain('cara@example.com');
      expect(contents[name]).toContain('Imported');
      const order = { site: other, path: file(`${format}.zip`), format: 'auto', map: new PageMap(), isDryRun: true };
      const { figures } = await commands.get(ImportRunner).run(order);
      expect(figures).toMatchObject({ comments: 5, failed: 0 });
      expect(figures.added).toBeGreaterThanOrEqual(added);
    }
    const html = await contentsOf(await write('html.zip', 'html', false));
    expect(html['index.html']).toContain('talk');
    expect(html['threads/00001.html']).toContain('Top, with "quotes" and &lt;b&gt;');
    expect(html['threads/00001.html']).not.toContain('Spam');
  });
});
