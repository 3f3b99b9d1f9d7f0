import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Comment, CommentList, Session } from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { DataSource } from 'typeorm';

const ROOT = join(__dirname, '../..');

/** Each test starts up to ten processes. */
jest.setTimeout(300_000);

describe('afterword staff, moderation, audit, import and export', () => {
  let service: RunningEngagement;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());

  const afterword = (...args: string[]) => afterwordWith({}, ...args);

  async function afterwordWith(variables: Record<string, string>, ...args: string[]) {
    const { databaseUrl: DATABASE_URL, engagementUrl: ENGAGEMENT_URL } = service.config;
    const env = {
      ...process.env,
      ADMIN_TOKEN,
      DATABASE_URL,
      ENGAGEMENT_URL,
      REDIS_URL: '',
      CONTENT_URL: '',
      ...variables,
    };
    const child = spawn(process.execPath, ['tools/afterword.mjs', ...args], { cwd: ROOT, env });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { stdout, stderr, code: child.exitCode };
  }

  const guest = async (site: string) =>
    expectStatus(201, await service.api.call<Session>('POST', `/v1/sites/${site}/sessions`, { body: {} }));

  it('invite a moderator, decide, and find what was changed in the log', async () => {
    const { id: site } = await service.api.site(ADMIN_TOKEN);
    const of = ['--site', site];
    const refused = await afterword('staff', 'token', 'mo@paper.example');
    expect(refused).toMatchObject({ stdout: '', code: 1, stderr: expect.stringContaining('Invite them first') });
    const invited = await afterword('staff', 'invite', 'Mo@paper.example', ...of, '--role', 'moderator');
    expect(invited.code).toBe(0);
    // Nothing but the address, for scripts.
    expect(invited.stdout).toMatch(/^http:\/\/\S+\/console#invitation=awi_[\w-]{43}\n$/);
    const listed = await afterword('staff', 'list', ...of);
    expect(JSON.parse(listed.stdout)).toMatchObject({ email: 'mo@paper.example', status: 'invited' });
    const { stdout } = await afterword('staff', 'token', 'mo@paper.example');
    const token = stdout.trim();
    expect((await service.api.call('GET', '/v1/staff/me', { token })).status).toBe(200);

    const posted = await service.api.call<Comment>('POST', `${pagePath(site, 'talk')}/comments`, {
      token: await service.api.guest(site),
      body: { body: 'Off topic' },
    });
    const { id } = expectStatus(201, posted);
    const decided = await afterword('moderation', 'decide', 'hold', id, ...of, '--note', 'Later');
    expect(JSON.parse(decided.stdout)).toMatchObject({ comment: id, from: 'published', status: 'pending' });
    const queue = await afterword('moderation', 'queue', ...of);
    expect(JSON.parse(queue.stdout)).toMatchObject({ id, status: 'pending' });

    const sound = await afterword('audit', 'verify', ...of);
    expect(sound).toMatchObject({ code: 0, stdout: expect.stringMatching(/: 2 entries, sound up to [\da-f]{64}\n$/) });
    const exported = await afterword('audit', 'export', ...of);
    expect(exported.stdout.trim().split('\n')).toHaveLength(2);
    const dataSource = service.app.get(DataSource);
    await dataSource.query(`alter table moderation_log disable trigger user`);
    await dataSource.query(`update moderation_log set entry = replace(entry, 'held', 'kept') where site_id = $1`, [
      site,
    ]);
    expect(await afterword('audit', 'verify', ...of)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('entry 2 is wrong'),
    });

    expect((await afterword('staff', 'remove', 'mo@paper.example')).code).toBe(0);
    expect((await service.api.call('GET', '/v1/staff/me', { token })).status).toBe(401);
  });

  it('import a file, list the run, export the site, and take the run back once', async () => {
    const { id: site } = await service.api.site(ADMIN_TOKEN);
    const folder = await mkdtemp(join(tmpdir(), 'afterword-moving-'));
    try {
      const of = ['--site', site];
      const file = join(folder, 'talk.jsonl');
      await writeFile(
        file,
        '{"page":"talk","id":1,"author":"Ada","body":"Hello","createdAt":"2014-01-01T00:00:00Z"}\n',
      );
      const imported = await afterword('import', file, ...of);
      expect(imported).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/\nadded 1, updated 0, skipped 0, held 0, failed 0\n$/),
      });
      expect(imported.stdout).not.toContain('--report');
      const odd = join(folder, 'odd.jsonl');
      await writeFile(odd, '{"page":"talk","id":2,"author":"Ada","body":"","createdAt":"2014-01-01T00:00:00Z"}\n');
      const tried = await afterword('import', odd, ...of, '--dry-run');
      // How to see why, since the numbers do not say it.
      expect(tried.stdout).toMatch(/\n--report report\.html says which .*\nadded 0, updated 0, .*\n$/);
      const listed = JSON.parse((await afterword('import', 'list', ...of)).stdout) as { id: string };
      expect(listed).toMatchObject({ format: 'jsonl', file: 'talk.jsonl', status: 'finished', figures: { added: 1 } });
      const archive = join(folder, 'site.zip');
      const exported = await afterword('export', ...of, '--out', archive);
      expect(exported).toMatchObject({ code: 0, stdout: expect.stringMatching(/^comment: 1$/m) });
      expect((await readFile(archive)).subarray(0, 2).toString()).toBe('PK');
      const undone = await afterword('import', 'undo', listed.id);
      expect(undone).toMatchObject({ code: 0, stdout: 'removed 1, kept as tombstones 0, restored 0\n' });
      const again = await afterword('import', 'undo', listed.id);
      expect(again).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('was taken back before') });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('restrict readers and lift that, at once for the service that runs', async () => {
    const { id: site } = await service.api.site(ADMIN_TOKEN);
    const of = ['--site', site];
    const [ada, bob] = [await guest(site), await guest(site)];
    const post = (token: string, body: string) =>
      service.api.call<Comment>('POST', `${pagePath(site, 'talk')}/comments`, { token, body: { body } });
    const first = expectStatus(201, await post(ada.token, 'Spam'));
    const why = ['--reason', 'spam', '--note', 'Twice', '--message', 'No advertising.'];
    const ban = ['--kind', 'ban', '--until', '2126-12-31', ...why, '--remove-comments'];
    const banned = await afterword('readers', 'restrict', ada.reader.id, bob.reader.id, ...of, ...ban);
    expect(banned).toMatchObject({ code: 0, stderr: '' });
    const restriction = { kind: 'ban', until: '2126-12-31T00:00:00.000Z', reason: 'spam', message: 'No advertising.' };
    expect(
      banned.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toMatchObject([
      { id: ada.reader.id, restriction, counts: { published: 0 } },
      { id: bob.reader.id, restriction },
    ]);
    const refused = await poll(
      () => post(ada.token, 'More spam'),
      ({ status }) => status === 403,
    );
    expect(refused.body).toMatchObject({
      detail: 'You are banned until 2126-12-31T00:00:00.000Z. No advertising.',
    });
    expect((await service.api.call('GET', `/v1/comments/${first.id}`)).status).toBe(404);

    const lifted = await afterword('readers', 'restrict', ada.reader.id, ...of, '--lift');
    expect(JSON.parse(lifted.stdout)).toMatchObject({ id: ada.reader.id, restriction: null });
    await poll(
      () => post(ada.token, 'A comment'),
      ({ status }) => status === 201,
    );
    const log = await afterword('audit', 'export', ...of);
    const entries = log.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { action: string; reader?: string });
    expect(entries.filter(({ action }) => /^reader\./.test(action))).toMatchObject([
      { action: 'reader.restricted', reader: ada.reader.id, by: { kind: 'operator' }, note: 'Twice' },
      { action: 'reader.restricted', reader: bob.reader.id },
      { action: 'reader.released', reader: ada.reader.id },
    ]);

    for (const [args, words] of [
      [[ada.reader.id, ...of], 'say what with --kind, or --lift'],
      [[ada.reader.id, ...of, '--kind', 'ban', '--until', '2020-01-01'], 'until must be a time in the future'],
      [['nobody', ...of, '--lift'], 'This reader does not exist'],
    ] as const) {
      const failed = await afterword('readers', 'restrict', ...args);
      expect([failed.code, failed.stdout]).toEqual([1, '']);
      expect(failed.stderr).toContain(words);
      expect(failed.stderr).not.toMatch(/\n {4}at /);
    }
  });

  it('import the posts of a blog as articles, and their comments below them', async () => {
    const { id: site } = await service.api.site(ADMIN_TOKEN);
    const folder = await mkdtemp(join(tmpdir(), 'afterword-blog-'));
    const file = join(folder, 'blog.xml');
    const comment = `<wp:comment><wp:comment_id>7</wp:comment_id><wp:comment_author>Ada</wp:comment_author>
      <wp:comment_date_gmt>2020-01-02 00:00:00</wp:comment_date_gmt><wp:comment_content>First!</wp:comment_content>
      <wp:comment_approved>1</wp:comment_approved></wp:comment>`;
    await writeFile(
      file,
      `<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><language>en-US</language>
      <item><title>Hello</title><link>https://blog.example/2020/hello/</link><wp:post_id>1</wp:post_id><wp:post_name>hello</wp:post_name>
      <wp:status>publish</wp:status><wp:post_type>post</wp:post_type><wp:post_date_gmt>2020-01-01 00:00:00</wp:post_date_gmt>
      <content:encoded><![CDATA[<h2>One</h2><p>Text</p>]]></content:encoded>${comment}</item>
      <item><title>Not yet</title><wp:post_id>2</wp:post_id><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
      </channel></rss>`,
    );
    try {
      const ours = { SITE: site };
      expect((await afterwordWith(ours, 'migrate')).code).toBe(0);
      const words = ['import', '--time-zone', '+01:00', file, '--site', site, '--articles'];
      const tried = await afterwordWith(ours, ...words, '--dry-run');
      expect(tried.code).toBe(0);
      expect(tried.stdout).toMatch(/^left out: post 2 is not public \(draft\)\n1 article in the file\n/);
      expect(tried.stdout).toMatch(
        /would be created: \S+\/articles\/hello\n[^]*added 1, updated 0, skipped 0, held 0, failed 0\n$/,
      );
      const done = await afterwordWith(ours, ...words);
      expect(done.stdout).toMatch(
        /\ncreated: \S+\/articles\/hello\n[^]*added 1, updated 0, skipped 0, held 0, failed 0\n$/,
      );
      const listed = await service.api.call<CommentList>('GET', `${pagePath(site, 'hello')}/comments`);
      expect(expectStatus(200, listed).items.map(({ body }) => body)).toEqual(['First!']);
      const again = await afterwordWith(ours, ...words);
      expect(again.stdout).toMatch(
        /\nunchanged: \S+\/articles\/hello\n[^]*added 0, updated 0, skipped 1, held 0, failed 0\n$/,
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
