import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { CreateSiteSchema, type Session, type Site } from '@afterword/contracts';
import { loadConfig, newId, rowsOf } from '@afterword/platform';
import { createEngagementDatabase } from '@afterword/testing/engagement';
import { testDatabaseUrl } from '@afterword/testing/database';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SignJWT } from 'jose';
import { DataSource } from 'typeorm';
import { CommandLineModule } from '../command-line.module';
import { CommentsRepository } from '../comments';
import { ReadersRepository, SignInService } from '../readers';
import { ReconciliationService } from '../reconciliation';
import { SitesService } from '../sites';
import type { ImportReport } from './import-report';
import { type ImportOrder, type ImportResult, ImportRunner } from './import-runner';
import { ImportRuns } from './import-runs';
import { PageMap } from './page-map';
import { writeReport } from './report-files';

interface StoredComment {
  id: string;
  parent: string | null;
  depth: number;
  body: string | null;
  html: string | null;
  status: string;
  author: string;
  email: string | null;
  page: string;
  score: number;
  replyCount: number;
  pinned: boolean;
  createdAt: Date;
}

/** Posts of Disqus, as it exports them. */
const post = (
  id: string,
  message: string,
  {
    thread = '1',
    parent,
    deleted = false,
    spam = false,
    at = '2014-05-01T10:00:00Z',
    author = 'ada',
  }: {
    thread?: string;
    parent?: string;
    deleted?: boolean;
    spam?: boolean;
    at?: string;
    author?: string;
  } = {},
) => `<post dsq:id="${id}"><id/><message><![CDATA[${message}]]></message><createdAt>${at}</createdAt>
  <isDeleted>${deleted}</isDeleted><isSpam>${spam}</isSpam>
  <author><email>${author}@example.com</email><name>${author} of Disqus</name><username>${author}</username></author>
  <ipAddress>192.0.2.1</ipAddress><thread dsq:id="${thread}"/>${parent === undefined ? '' : `<parent dsq:id="${parent}"/>`}</post>`;

const thread = (id: string, link: string, more = '') =>
  `<thread dsq:id="${id}"><id/><link>${link}</link><title>Story ${id}</title><createdAt>2014-01-01T00:00:00Z</createdAt>${more}</thread>`;

const disqus = (...items: string[]) =>
  `<?xml version="1.0"?><disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">${items.join('\n')}</disqus>`;

/** Items of JSON Lines. */
const lines = (...items: readonly object[]) => items.map((item) => `${JSON.stringify(item)}\n`).join('');

const item = (id: number, body: string, more: object = {}) => ({
  ...{ page: 'talk', id, author: 'Ada', body, createdAt: `2014-01-0${id % 9 || 9}T00:00:00Z` },
  ...more,
});

describe('importing comments', () => {
  let app: INestApplicationContext;
  let folder: string;
  let site: Site;
  let count = 0;

  beforeAll(async () => {
    const config = loadConfig('engagement', { DATABASE_URL: testDatabaseUrl(), ADMIN_TOKEN: 'an-operator-token' });
    await createEngagementDatabase(config);
    const command = { ...config, roles: new Set<never>() };
    app = await NestFactory.createApplicationContext(CommandLineModule.forRoot(command), { logger: false });
    folder = await mkdtemp(join(tmpdir(), 'afterword-import-'));
  });
  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    count += 1;
    const reactionKinds = ['like', 'dislike'];
    const asked = { id: `site-${count}`, name: 'A site', origins: ['https://paper.example'], reactionKinds };
    site = await app.get(SitesService).create(CreateSiteSchema.parse(asked));
  });

  const database = () => app.get(DataSource);

  async function run(
    content: string | Buffer,
    {
      name = 'export.xml',
      map = '',
      ...options
    }: Partial<Omit<ImportOrder, 'map'>> & { name?: string; map?: string } = {},
  ): Promise<ImportResult> {
    const path = join(folder, name);
    await writeFile(path, content);
    return app
      .get(ImportRunner)
      .run({ site, path, format: 'auto', map: new PageMap(map), isDryRun: false, ...options });
  }

  const stored = () =>
    rowsOf<StoredComment>(
      database(),
      `select c.id, (select p.body from comment p where p.site_id = c.site_id and p.id = c.parent_id) as parent, c.depth, c.body, c.html, c.status,
              r.name as author, r.email, g.key as page, c.score::int, c.reply_count as "replyCount", c.pinned, c.created_at as "createdAt"
         from comment c join reader r on r.site_id = c.site_id and r.id = c.reader_id
         join page g on g.site_id = c.site_id and g.id = c.page_id
        where c.site_id = $1 order by c.id`,
      [site.id],
    );

  /** Everything that is stored, table by table. */
  async function dump(): Promise<string> {
    const tables = await rowsOf<{ name: string }>(
      database(),
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') order by 1`,
    );
    const rows = [];
    for (const { name } of tables)
      rows.push([name, await database().query(`select to_jsonb(t) as row from ${name} t order by to_jsonb(t)::text`)]);
    return JSON.stringify(rows);
  }

  async function expectNoDrift(): Promise<void> {
    const found = [];
    for await (const drift of app.get(ReconciliationService).all({ fix: false })) found.push(drift);
    expect(found).toEqual([]);
  }

  const figures = ({ figures: { added, updated, skipped, held, failed } }: ImportResult) => ({
    added,
    updated,
    skipped,
    held,
    failed,
  });
  const nothing = { added: 0, updated: 0, skipped: 0, held: 0, failed: 0 };

  async function problemsOf(
    content: string | Buffer,
    options: Parameters<typeof run>[1] = {},
  ): Promise<Record<string, string[]>> {
    const found: Record<string, string[]> = {};
    const report = async (said: ImportReport) => {
      for await (const { problem, item } of said.problems()) (found[problem] ??= []).push(item);
    };
    await run(content, { isDryRun: true, report, ...options });
    return found;
  }

  /** A thread with a reply before its parent, a deleted comment with a reply, one without, and spam. */
  const THREAD = disqus(
    post('12', '<p>A reply that comes first</p>', { parent: '11', at: '2014-05-01T11:00:00Z', author: 'bob' }),
    thread('1', 'http://paper.example/story/'),
    post('11', '<p>Hello <b>World</b></p><p># 1</p>'),
    post('13', '<p>gone</p>', { deleted: true, at: '2014-05-02T10:00:00Z' }),
    post('14', '<p>To what is gone</p>', { parent: '13', at: '2014-05-03T10:00:00Z' }),
    post('15', '<p>gone for good</p>', { deleted: true }),
    post('16', '<p>Buy</p>', { spam: true, at: '2014-05-04T10:00:00Z' }),
  );

  it('keeps texts, names, times, parents, depths and statuses, and every count', async () => {
    const result = await run(THREAD);
    expect(figures(result)).toEqual({ added: 4, updated: 0, skipped: 1, held: 1, failed: 0 });
    const rows = await stored();
    expect(
      rows.map(({ body, parent, depth, status, author, replyCount }) => [
        body,
        parent,
        depth,
        status,
        author,
        replyCount,
      ]),
    ).toEqual([
      ['Hello **World**\n\n# 1', null, 0, 'published', 'ada of Disqus', 1],
      ['A reply that comes first', 'Hello **World**\n\n# 1', 1, 'published', 'bob of Disqus', 0],
      [null, null, 0, 'deleted', 'ada of Disqus', 1],
      ['To what is gone', null, 1, 'published', 'ada of Disqus', 0],
      ['Buy', null, 0, 'spam', 'ada of Disqus', 0],
    ]);
    expect(rows.map(({ createdAt }) => createdAt.toISOString().slice(0, 16))).toEqual([
      '2014-05-01T10:00',
      '2014-05-01T11:00',
      '2014-05-02T10:00',
      '2014-05-03T10:00',
      '2014-05-04T10:00',
    ]);
    // The id carries the time: the first 48 bits are milliseconds.
    for (const { id, createdAt } of rows)
      expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(createdAt.getTime());
    expect(new Set(rows.map(({ page }) => page))).toEqual(new Set(['https://paper.example/story']));
    await expectNoDrift();
  });

  it('keeps addresses as keyed hashes only, unless asked, and no network addresses at all', async () => {
    await run(THREAD);
    const all = await dump();
    expect(all).not.toContain('ada@example.com');
    expect(all).not.toContain('192.0.2.1');
    const hashes = await rowsOf<{ count: number }>(
      database(),
      'select count(*)::int as count from imported_email where site_id = $1',
      [site.id],
    );
    expect(hashes).toEqual([{ count: 2 }]);
    await run(THREAD.replaceAll('dsq:id="1', 'dsq:id="2'), { keepEmail: true, source: 'other', name: 'other.xml' });
    expect(await dump()).toContain('ada@example.com');
  });

  it('changes nothing when it is run again, adds what is new and updates what changed at the source', async () => {
    await run(THREAD);
    const before = await dump();
    expect(figures(await run(THREAD))).toEqual({ ...nothing, skipped: 6 });
    expect(await dump()).toBe(before);

    const newer = THREAD.replace('Hello <b>World</b>', 'Hello again').replace(
      '</disqus>',
      `${post('17', 'New', { parent: '12' })}</disqus>`,
    );
    expect(figures(await run(newer))).toEqual({ ...nothing, added: 1, updated: 1, skipped: 5 });
    const rows = await stored();
    expect(rows.map(({ body }) => body)).toContain('Hello again\n\n# 1');
    expect(rows.find(({ body }) => body === 'New')).toMatchObject({ parent: 'A reply that comes first', depth: 2 });
    await expectNoDrift();
  });

  it('follows the status at the source, and leaves alone what was changed here', async () => {
    await run(THREAD);
    await database().query(
      `update comment set body = 'Mine now', html = '<p>Mine now</p>' where site_id = $1 and depth = 1 and body like 'A reply%'`,
      [site.id],
    );
    const newer = THREAD.replace('A reply that comes first', 'Theirs').replace(
      '<isSpam>true</isSpam>',
      '<isSpam>false</isSpam>',
    );
    expect(figures(await run(newer))).toEqual({ ...nothing, updated: 1, skipped: 5 });
    const rows = await stored();
    expect(rows.map(({ body, status }) => `${body} ${status}`)).toEqual(
      expect.arrayContaining(['Mine now published', 'Buy published']),
    );
    await expectNoDrift();
  });

  it('gives a comment its text that was deleted at the source and is there again', async () => {
    await run(THREAD);
    const newer = THREAD.replace(/(<post dsq:id="13">[^]*?<isDeleted>)true/, '$1false');
    expect(figures(await run(newer))).toEqual({ ...nothing, updated: 1, skipped: 5 });
    expect((await stored()).map(({ body, status }) => `${body} ${status}`)).toContain('gone published');
    await expectNoDrift();
  });

  it('stores nothing below comments that were refused, and all of them the next time', async () => {
    const content = lines(
      ...Array.from({ length: 1_010 }, (_, n) => item(n + 1, `Text ${n}`, n > 0 ? { parent: 1 } : {})),
    );
    await database().query(
      `create function refuse() returns trigger language plpgsql as $$ begin raise 'not now'; end $$`,
    );
    await database().query(
      `create trigger refuse before insert on comment for each row when (new.body = 'Text 0') execute function refuse()`,
    );
    try {
      const result = await run(content, { name: 'refused.jsonl' });
      expect(figures(result)).toEqual({ ...nothing, failed: 1_010 });
      expect(result.isWhole).toBe(false);
    } finally {
      await database().query(`drop function refuse cascade`);
    }
    expect(await stored()).toEqual([]);
    expect(figures(await run(content, { name: 'refused.jsonl' }))).toEqual({ ...nothing, added: 1_010 });
    await expectNoDrift();
  });

  it('leaves imported comments where they are, and stores what answers them there', async () => {
    const [old, orphan] = [item(1, 'Old'), item(2, 'Orphan', { parent: 404 })];
    await run(lines(old, orphan), { name: 'old.jsonl' });
    const more = [item(3, 'Reply', { parent: 2 }), item(4, 'Below', { parent: 3 }), item(5, 'New'), item(404, 'Found')];
    const newer = lines({ ...old, body: 'Older' }, orphan, ...more);
    expect(figures(await run(newer, { name: 'newer.jsonl', map: 'talk elsewhere' }))).toEqual({
      ...nothing,
      added: 4,
      updated: 1,
      skipped: 1,
    });
    expect((await stored()).map(({ body, page, depth, parent }) => [body, page, depth, parent]).sort()).toEqual([
      ['Below', 'talk', 2, 'Reply'],
      ['Found', 'elsewhere', 0, null],
      ['New', 'elsewhere', 0, null],
      ['Older', 'talk', 0, null],
      ['Orphan', 'talk', 0, null],
      ['Reply', 'talk', 1, 'Orphan'],
    ]);
    await expectNoDrift();
  });

  it('counts what it could not read, and is not whole then', async () => {
    const result = await run(`${lines(item(1, 'One'))}{"page":\n${lines(item(2, 'Two'))}`, { name: 'bad.jsonl' });
    expect(result).toMatchObject({ isWhole: false, figures: { comments: 3, added: 2, failed: 1 } });
    const deep = `{"page":"talk","id":3,"body":"x","createdAt":${'['.repeat(20_000)}${']'.repeat(20_000)}}\n`;
    expect(await problemsOf(lines(item(1, 'One')) + deep, { name: 'deep.jsonl' })).toEqual({ unreadable: ['3'] });
  });

  it('says that compressed data end too early, after a whole line, too', async () => {
    const cut = gzipSync(lines(item(1, 'One')), { finishFlush: constants.Z_SYNC_FLUSH });
    expect(await problemsOf(cut, { name: 'cut.jsonl.gz' })).toEqual({ truncated: ['cut.jsonl'] });
  });

  it('says which votes it leaves out', async () => {
    const voters = Array.from({ length: 10_001 }, (_, n) => n);
    const content = lines(item(1, 'One', { voters }), item(2, 'Two', { votes: 1 }));
    expect(await problemsOf(content, { name: 'votes.jsonl' })).toEqual({ 'votes-cut': ['1'] });
    const other = { ...site, reactionKinds: ['wow'] };
    expect(await problemsOf(content, { name: 'votes.jsonl', site: other })).toEqual({ 'votes-lost': ['1', '2'] });
  });

  it('forgets with a reader the hash of their address and what imports changed', async () => {
    await run(THREAD);
    await run(THREAD.replace('Hello', 'Bye'), { name: 'newer.xml' });
    const kept = () =>
      rowsOf<{ hashes: number; texts: number }>(
        database(),
        `select (select count(*) from imported_email where site_id = $1)::int as hashes,
                (select count(body) from import_change where site_id = $1)::int as texts`,
        [site.id],
      );
    expect(await kept()).toEqual([{ hashes: 2, texts: 1 }]);
    const [ada] = await rowsOf<{ id: string }>(
      database(),
      `select id from reader where site_id = $1 and name = 'ada of Disqus'`,
      [site.id],
    );
    const reader = { siteId: site.id, id: ada?.id ?? '' };
    await database().transaction(async (tx) => {
      await app.get(ReadersRepository, { strict: false }).erase(tx, reader, 'Gone');
      await app
        .get(CommentsRepository, { strict: false })
        .forgetEarlierTexts(tx, { siteId: site.id, readerId: reader.id });
    });
    expect(await kept()).toEqual([{ hashes: 1, texts: 0 }]);
  });

  it('says in a dry run what would happen, and writes nothing', async () => {
    await run(disqus(thread('1', 'https://paper.example/story'), post('11', 'Old text')));
    const before = await dump();
    const reports = { html: join(folder, 'report.html'), json: join(folder, 'report.json') };
    const report = async (said: ImportReport) => {
      await writeReport(said, reports.html);
      await writeReport(said, reports.json);
    };
    const content = THREAD.replace(
      '</disqus>',
      `${thread('2', 'https://www.paper.example/story#x')}${post('21', '<script>x</script><img src="https://x.example/i.png">', { thread: '2' })}</disqus>`,
    );
    const planned = await run(content, { isDryRun: true, report });
    expect(planned.run).toBeNull();
    expect(await dump()).toBe(before);
    const {
      figures: said,
      threads,
      problemCounts,
    } = JSON.parse(await readFile(reports.json, 'utf8')) as {
      figures: object;
      threads: { from: string; page: string; how: string; threadsOfPage: number }[];
      problemCounts: { problem: string }[];
    };
    expect(said).toMatchObject({ added: 4, updated: 1, skipped: 1, held: 1, failed: 0 });
    expect(threads.map(({ page, how, threadsOfPage }) => [page, how, threadsOfPage])).toEqual([
      ['https://paper.example/story', 'page', 2],
      ['https://paper.example/story', 'page', 2],
    ]);
    expect(problemCounts.map(({ problem }) => problem).sort()).toEqual(['deleted', 'markup-changed']);
    expect(await readFile(reports.html, 'utf8')).toContain('Nothing was written.');
    const { figures: done } = await run(content);
    expect({ added: done.added, updated: done.updated, held: done.held }).toEqual({ added: 4, updated: 1, held: 1 });
    await expectNoDrift();
  });

  it('goes on where it was interrupted', async () => {
    const content = disqus(
      thread('1', 'https://paper.example/long'),
      ...Array.from({ length: 2_500 }, (_, n) => post(`c${n}`, `Text ${n}`, n > 0 ? { parent: `c${n - 1}` } : {})),
    );
    const stop = new AbortController();
    const progress: ImportOrder['progress'] = ({ step }) => {
      if (step === 'storing') stop.abort();
    };
    await expect(run(content, { progress, signal: stop.signal })).rejects.toThrow('aborted');
    const half = (await stored()).length;
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(2_500);
    expect(figures(await run(content))).toEqual({ ...nothing, added: 2_500 });
    expect((await stored()).length).toBe(2_500);
    const runs = await rowsOf(database(), 'select status from import_run where site_id = $1', [site.id]);
    expect(runs).toEqual([{ status: 'finished' }]);
    const newer = content.replaceAll('Text', 'Words');
    const again = new AbortController();
    const halt: ImportOrder['progress'] = ({ step }) => {
      if (step === 'storing') again.abort();
    };
    await expect(run(newer, { progress: halt, signal: again.signal })).rejects.toThrow('aborted');
    expect(figures(await run(newer))).toEqual({ ...nothing, updated: 2_500 });
    await expectNoDrift();
  });

  describe('taken back', () => {
    const everything = disqus(
      thread('1', 'https://paper.example/story'),
      post('1', 'Top'),
      post('2', 'Reply', { parent: '1', author: 'bob' }),
      post('3', 'Other'),
    );
    /** What a reader did here. */
    const reply = async (to: string) => {
      const reader = newId();
      await database().query(`insert into reader (site_id, id, name, role) values ($1, $2, 'Cara', 'guest')`, [
        site.id,
        reader,
      ]);
      await database().query(
        `insert into comment (site_id, id, page_id, parent_id, depth, reader_id, body, html, renderer_version, status, created_version, changed_version, created_at)
         select site_id, $2, page_id, id, depth + 1, $3, 'Mine', '<p>Mine</p>', 1, 'published', 1, 1, now() from comment where site_id = $1 and body = $4`,
        [site.id, newId(), reader, to],
      );
      await database().query(`update comment set reply_count = reply_count + 1 where site_id = $1 and body = $2`, [
        site.id,
        to,
      ]);
      await database().query(`update counter set value = value + 1 where site_id = $1 and metric = 'comments'`, [
        site.id,
      ]);
    };
    const undo = async ({ run: id }: ImportResult) => app.get(ImportRuns).undo(id ?? '');
    /** That there was a run is not forgotten. */
    const withoutRuns = (text: string) =>
      ['import_run', 'installation_secret', 'event'].reduce(
        (rest, table) => rest.replace(new RegExp(`\\["${table}",.*?\\]\\]`), ''),
        text,
      );

    it('leaves exactly what was there before', async () => {
      await run(disqus(thread('1', 'https://paper.example/else'), post('9', 'Before')), { source: 'other' });
      await expectNoDrift();
      const before = withoutRuns(await dump());
      expect(await undo(await run(everything))).toEqual({ removed: 3, kept: 0, restored: 0 });
      expect(withoutRuns(await dump())).toBe(before);
    });

    it('keeps the place of what readers answered, lists that first, and can be imported again', async () => {
      const first = await run(everything);
      await reply('Reply');
      const uses = [];
      for await (const use of app.get(ImportRuns).uses(site.id, first.run ?? '')) uses.push(use);
      expect(uses).toEqual([expect.objectContaining({ what: 'reply', count: 1, page: 'https://paper.example/story' })]);
      expect(await undo(first)).toEqual({ removed: 1, kept: 2, restored: 0 });
      expect((await stored()).map(({ body, status, depth }) => [body, status, depth])).toEqual([
        [null, 'deleted', 0],
        [null, 'deleted', 1],
        ['Mine', 'published', 2],
      ]);
      await expectNoDrift();
      await expect(undo(first)).rejects.toThrow('taken back before');
      expect(figures(await run(everything))).toEqual({ ...nothing, added: 3 });
      await expectNoDrift();
    });

    it.each([
      ['the later', [1, 0]],
      ['the earlier', [0, 1]],
    ])('takes back two runs of one source that have votes, %s one first', async (_which, order) => {
      await run(disqus(thread('1', 'https://paper.example/else'), post('9', 'Before')), { source: 'other' });
      const before = withoutRuns(await dump());
      const [one, two] = [item(1, 'One', { votes: 2 }), item(2, 'Two', { votes: 1 })];
      const runs = [await run(lines(one), { name: 'one.jsonl' }), await run(lines(one, two), { name: 'two.jsonl' })];
      const [first, second] = order.map((index) => runs[index] as ImportResult) as [ImportResult, ImportResult];
      expect(await undo(first)).toEqual({ removed: 1, kept: 0, restored: 0 });
      expect((await stored()).map(({ body, score }) => [body, score]).sort()).toEqual(
        [['Before', 0], order[0] === 1 ? ['One', 2] : ['Two', 1]].sort(),
      );
      await expectNoDrift();
      expect(await undo(second)).toEqual({ removed: 1, kept: 0, restored: 0 });
      expect(withoutRuns(await dump())).toBe(before);
    });

    it('gives back what the run had deleted, unless it was erased here', async () => {
      await run(everything);
      const second = await run(
        everything.replace(
          post('2', 'Reply', { parent: '1', author: 'bob' }),
          post('2', '', { deleted: true, parent: '1' }),
        ),
      );
      expect((await stored()).map(({ body }) => body)).not.toContain('Reply');
      expect(await undo(second)).toEqual({ removed: 0, kept: 0, restored: 1 });
      expect((await stored()).map(({ body, html, status }) => [body, html, status])).toContainEqual([
        'Reply',
        expect.stringContaining('Reply'),
        'published',
      ]);
      await expectNoDrift();
    });

    it('leaves what a later run changed, which gives back the first text then', async () => {
      await run(everything);
      const second = await run(everything.replace('Other', 'Second'));
      const third = await run(everything.replace('Other', 'Third'));
      expect(await undo(second)).toEqual({ removed: 0, kept: 0, restored: 0 });
      expect((await stored()).map(({ body }) => body)).toContain('Third');
      expect(await undo(third)).toEqual({ removed: 0, kept: 0, restored: 1 });
      expect((await stored()).map(({ body }) => body)).toContain('Other');
    });

    it('forgets the former texts of what becomes a tombstone', async () => {
      const first = await run(everything);
      await run(everything.replace('Reply', 'Answer'), { name: 'newer.xml' });
      await reply('Answer');
      await undo(first);
      expect(await rowsOf(database(), 'select body, html from import_change where site_id = $1', [site.id])).toEqual([
        { body: null, html: null },
      ]);
    });

    it('gives back what the run had changed', async () => {
      await run(everything);
      const second = await run(everything.replace('Other', 'Another').replace('Top', 'Tip'));
      await database().query(`update comment set body = 'Mine now', html = '' where site_id = $1 and body = 'Tip'`, [
        site.id,
      ]);
      expect(await undo(second)).toEqual({ removed: 0, kept: 0, restored: 1 });
      expect((await stored()).map(({ body }) => body).sort()).toEqual(['Mine now', 'Other', 'Reply']);
      await expectNoDrift();
    });
  });

  describe('claiming', () => {
    const SECRET = 'a-secret-of-the-publisher-0123456789';
    const written = lines(
      item(1, 'One', { authorId: 'u1', email: 'ada@x.example' }),
      item(2, 'Two', { authorId: 'u2', author: 'Ada L.', email: 'Ada@X.example', voters: ['u1', 'u2', 'u3'] }),
      item(3, 'Three', { authorId: 'u3', author: 'Bob', email: 'bob@x.example', parent: 2 }),
    );

    beforeEach(() => app.get(SitesService).update(site.id, { ssoSecret: SECRET }));

    async function signIn(claims: object): Promise<Session> {
      const seconds = Math.floor(Date.now() / 1_000);
      const sso = await new SignJWT({ sub: 'ada', name: 'Ada of the paper', email: 'ada@x.example', ...claims })
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience(site.id)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + 600)
        .sign(new TextEncoder().encode(SECRET));
      const from = { key: null, client: '192.0.2.7', userAgent: 'test' };
      return app.get(SignInService, { strict: false }).signIn({ site, request: { sso }, ...from });
    }

    const authors = async () => (await stored()).map(({ body, author }) => `${body}: ${author}`);

    it('gives who signs in with a verified address what was imported with it, and counts their votes once', async () => {
      await run(written, { name: 'talk.jsonl' });
      const { reader } = await signIn({ emailVerified: true });
      expect(await authors()).toEqual(['One: Ada of the paper', 'Two: Ada of the paper', 'Three: Bob']);
      expect((await stored()).map(({ score }) => score)).toEqual([0, 2, 0]);
      const left = await rowsOf(
        database(),
        `select (select count(*)::int from imported_email e where e.site_id = $1) as hashes,
                (select count(*)::int from reader r where r.site_id = $1 and r.name like 'Ada%') as readers,
                (select count(*)::int from reaction m where m.site_id = $1 and m.reader_id = $2) as votes`,
        [site.id, reader.id],
      );
      expect(left).toEqual([{ hashes: 1, readers: 1, votes: 1 }]);
      await expectNoDrift();
      // What a newer export brings is theirs when they sign in next, and their name is not the source's again.
      await run(written + lines(item(4, 'Four', { authorId: 'u1', email: 'ada@x.example' })), { name: 'talk.jsonl' });
      await signIn({ emailVerified: true });
      expect(await authors()).toEqual([
        ...['One: Ada of the paper', 'Two: Ada of the paper', 'Three: Bob', 'Four: Ada of the paper'],
      ]);
      await expectNoDrift();
    });

    it.each([
      ['an address that the site has not verified', {}],
      ['another address', { emailVerified: true, email: 'eve@x.example' }],
      ['a word for yes', { emailVerified: 'true' }],
    ])('gives nobody anything for %s', async (_what, claims) => {
      await run(written, { name: 'talk.jsonl' });
      await signIn(claims);
      expect(await authors()).toEqual(['One: Ada', 'Two: Ada L.', 'Three: Bob']);
    });
  });

  it('maps addresses by exact rules, beginnings and expressions', async () => {
    const map = `# a comment
      https://old.example/a -> my-article
      https://old.example/blog/* https://paper.example/*
      /blog/ not-an-expression
      re:/.*\\/Any(where)/i found-$1
      /^https://old\\.example/(\\d+)$/ story-$1`;
    const content = disqus(
      ...['a', 'blog/x/', '7', 'else', 'x/blog/y', 'x/anywhere'].flatMap((path, n) => [
        thread(
          `${n}`,
          `http://www.old.example/${path}`
            .replace('www.', n === 2 ? '' : 'www.')
            .replace('http:', n === 2 ? 'https:' : 'http:'),
        ),
        post(`p${n}`, 'x', { thread: `${n}` }),
      ]),
    );
    await run(content, { map });
    expect((await stored()).map(({ page }) => page).sort()).toEqual([
      'found-where',
      'https://paper.example/x',
      'https://www.old.example/else',
      'https://www.old.example/x/blog/y',
      'my-article',
      'story-7',
    ]);
  });

  it.each([
    ['a thread that is not in the file', disqus(post('1', 'x', { thread: '9' })), { 'thread-unknown': ['1'] }],
    [
      'a parent that is missing',
      disqus(thread('1', 'https://paper.example/a'), post('1', 'x', { parent: '404' })),
      { 'parent-missing': ['1'] },
    ],
    [
      'comments that answer each other',
      disqus(thread('1', 'https://paper.example/a'), post('1', 'x', { parent: '2' }), post('2', 'y', { parent: '1' })),
      { 'parent-loop': ['1'] },
    ],
    [
      'one id twice',
      disqus(thread('1', 'https://paper.example/a'), post('1', 'x'), post('1', 'y')),
      { duplicate: ['1'] },
    ],
    ['nothing to see', disqus(thread('1', 'https://paper.example/a'), post('1', '<p>&nbsp;</p>')), { empty: ['1'] }],
    [
      'a reply to what shows nothing',
      disqus(thread('1', 'https://paper.example/a'), post('1', ''), post('2', 'x', { parent: '1' })),
      { empty: ['1'], 'parent-skipped': ['2'] },
    ],
    [
      'no date',
      disqus(thread('1', 'https://paper.example/a'), post('1', 'x', { at: '0001-01-01T00:00:00Z' })),
      { 'date-missing': ['1'] },
    ],
    [
      'a thread without an address',
      disqus('<thread dsq:id="1"><id/></thread>', post('1', 'x')),
      { 'page-unfit': ['1'] },
    ],
    [
      'a file that is cut in the middle',
      disqus(thread('1', 'https://paper.example/a'), post('1', 'x')).slice(0, -30),
      { truncated: ['export.xml'] },
    ],
    ['a byte before the document', `\`${disqus(thread('1', 'https://paper.example/a'), post('1', 'x'))}`, {}],
    ['a byte order mark', `\ufeff${disqus(thread('1', 'https://paper.example/a'), post('1', 'x'))}`, {}],
  ] as const)('reports %s', async (_what, content, problems) => {
    expect(await problemsOf(content)).toEqual(problems);
  });

  it.each([
    [
      'entities',
      '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><disqus><thread dsq:id="1"/>&b;</disqus>',
    ],
    [
      'files of the machine',
      '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><disqus>&x;</disqus>',
    ],
    ['elements without end', `<disqus>${'<a>'.repeat(5_000)}`],
  ])('refuses a document with %s', async (_what, content) => {
    await expect(run(content)).rejects.toThrow(/entities|deep/);
    expect(await stored()).toEqual([]);
  });
});
