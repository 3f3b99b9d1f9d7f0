import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Comment, Decision, ModerationQueue, ModerationSettings, Site, TrialResult } from '@afterword/contracts';
import { metricsRegistry } from '@afterword/platform';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { DataSource } from 'typeorm';
import { AkismetClient } from './akismet-client';
import { AkismetCorrections } from './akismet-corrections';

const KEY = '0123456789ab';

interface Asked {
  call: string;
  fields: Record<string, string>;
  type: string | undefined;
}

/** Answers as Akismet documents: what contains "viagra-test-123" is spam. */
function akismetLike(asked: Asked[], response: ServerResponse): void {
  const { call, fields } = asked.at(-1)!;
  if (fields.api_key !== KEY) {
    response.setHeader('x-akismet-debug-help', 'We were unable to parse your key');
    return void response.end('invalid');
  }
  if (call === 'verify-key') return void response.end('valid');
  if (call !== 'comment-check') return void response.end('Thanks for making the web a better place.');
  const isBlatant = fields.comment_content?.includes('akismet-discard');
  if (isBlatant) response.setHeader('x-akismet-pro-tip', 'discard');
  response.end(String(isBlatant || fields.comment_content?.includes('viagra-test-123') || false));
}

describe('Akismet', () => {
  let service: RunningEngagement;
  let server: Server;
  let asked: Asked[];
  let answer: (response: ServerResponse) => void;
  let site: Site;
  let ada: string;

  beforeAll(async () => {
    service = await startEngagement();
    server = createServer((request, response) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
        const fields = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
        asked.push({ call: request.url!.replace('/1.1/', ''), fields, type: request.headers['content-type'] });
        answer(response);
      })();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = service.app.get(AkismetClient);
    client.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    service.app.get(AkismetCorrections).waitMinutes = 0;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await service.stop();
  });
  beforeEach(async () => {
    asked = [];
    answer = (response) => akismetLike(asked, response);
    const client = service.app.get(AkismetClient);
    client.network = { ...client.network, isAllowed: (address) => address === '127.0.0.1' };
    site = await service.api.site(ADMIN_TOKEN, { origins: ['https://paper.example'] });
    ada = await service.api.guest(site.id, 'Ada');
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const moderation = (rest: string) => `/v1/sites/${site.id}/moderation/${rest}`;
  const set = (akismet: object | null) =>
    call<ModerationSettings>('PATCH', moderation('settings'), { token: ADMIN_TOKEN, body: { akismet } });
  const on = async (more: object = {}) => expectStatus(200, await set({ key: KEY, ...more }));
  const tryToPost = (body: string, parentId?: string) =>
    call<Comment>('POST', `${pagePath(site.id, 'talk')}/comments`, { token: ada, body: { body, parentId } });
  const post = async (body: string, parentId?: string) => expectStatus(201, await tryToPost(body, parentId));
  const decide = async (decision: string, comments: string[], reason?: string) =>
    expectStatus(
      200,
      await call<Decision>('POST', moderation('decisions'), {
        token: ADMIN_TOKEN,
        body: { decision, comments, reason },
      }),
    );
  const undo = async ({ id }: Decision) =>
    expectStatus(204, await call('DELETE', moderation(`decisions/${id}`), { token: ADMIN_TOKEN }));
  const failures = async () =>
    Number(
      /afterword_moderation_step_failures_total\{step="akismet"\} (\d+)/.exec(await metricsRegistry.metrics())?.[1] ??
        0,
    );
  const corrections = () => asked.filter(({ call }) => call.startsWith('submit-'));
  const waitForCorrections = async (count: number) => {
    await poll(
      () => {
        service.app.get(AkismetCorrections).wake();
        return Promise.resolve(corrections().length);
      },
      (length) => length >= count,
    );
    return corrections().map(({ call, fields }) => [call, fields.comment_content]);
  };

  it('is asked about a text, told nothing of the reader’s address or browser, and holds what it takes for spam', async () => {
    expect((await on()).akismet).toEqual({
      blog: 'https://paper.example',
      timeoutMs: 2_000,
      fails: 'open',
      discard: 'hold',
    });
    const url = 'https://paper.example/talk';
    expectStatus(200, await call('PUT', pagePath(site.id, 'talk'), { token: ADMIN_TOKEN, body: { url } }));
    const first = await post('A **text**');
    expect(first.status).toBe('published');
    expect((await post('viagra-test-123', first.id)).status).toBe('pending');
    const [verified, ...checks] = asked;
    expect(verified).toMatchObject({ call: 'verify-key', fields: { api_key: KEY, blog: 'https://paper.example' } });
    expect(checks.map(({ fields }) => fields)).toEqual(
      [
        { comment_type: 'comment', comment_content: 'A **text**' },
        { comment_type: 'reply', comment_content: 'viagra-test-123' },
      ].map((fields) => ({
        ...fields,
        ...{ api_key: KEY, blog: 'https://paper.example', blog_charset: 'UTF-8', permalink: url },
        comment_author: 'Ada',
        comment_date_gmt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        user_ip: expect.stringMatching(/^2001:db8(:[\da-f]{4}){6}$/),
      })),
    );
    expect(checks[0]?.fields.user_ip).toBe(checks[1]?.fields.user_ip);
    expect(checks[0]?.type).toBe('application/x-www-form-urlencoded; charset=utf-8');
    ada = await service.api.guest(site.id, 'Ada');
    await post('Another reader of the same name');
    expect(asked.at(-1)?.fields.user_ip).not.toBe(checks[0]?.fields.user_ip);
    const { items } = expectStatus(
      200,
      await call<ModerationQueue>('GET', moderation('comments'), { token: ADMIN_TOKEN }),
    );
    expect(items[0]?.verdicts).toMatchObject([
      { step: 'akismet', verdict: 'hold', reason: 'Akismet takes the comment for spam.', failed: false },
    ]);
  });

  it('holds what it is surest of, or rejects it where the site says so', async () => {
    await on();
    expect((await post('akismet-discard')).status).toBe('pending');
    await on({ discard: 'reject' });
    const refused = await tryToPost('akismet-discard');
    expect([refused.status, refused.body]).toMatchObject([
      422,
      { detail: 'Akismet is sure that the comment is spam.' },
    ]);
    expect((await post('viagra-test-123')).status).toBe('pending');
  });

  it('keeps its key to itself, and takes none that Akismet does not know', async () => {
    const unknown = await set({ key: 'ffffffffffff' });
    expect([unknown.status, unknown.body]).toMatchObject([422, { errors: [{ path: '/akismet/key' }] }]);
    expect((await set({})).status).toBe(422);
    await on();
    const changed = expectStatus(200, await set({ fails: 'closed', timeoutMs: 500 }));
    expect(changed.akismet).toMatchObject({ fails: 'closed', blog: 'https://paper.example' });
    expect((await post('Checked with the key that there is')).status).toBe('published');
    for (const path of [`/v1/admin/sites/${site.id}`, moderation('settings'), moderation('log')])
      expect(JSON.stringify((await call('GET', path, { token: ADMIN_TOKEN })).body)).not.toContain(KEY);
    expectStatus(200, await set(null));
    const left = 'select moderation_secrets as secrets from site where id = $1';
    expect(await service.app.get(DataSource).query(left, [site.id])).toEqual([{ secrets: {} }]);
    const nowhere = await service.api.site(ADMIN_TOKEN, { origins: [] });
    const path = `/v1/sites/${nowhere.id}/moderation/settings`;
    const without = await call('PATCH', path, { token: ADMIN_TOKEN, body: { akismet: { key: KEY } } });
    expect([without.status, without.body]).toMatchObject([422, { errors: [{ path: '/akismet/blog' }] }]);
    answer = (response) => response.destroy();
    const away = { akismet: { key: KEY, blog: 'https://else.example/' } };
    expectStatus(200, await call('PATCH', path, { token: ADMIN_TOKEN, body: away }));
  });

  it('fails open or closed as the site says, and failures are counted', async () => {
    await on();
    const before = await failures();
    const ways: ((response: ServerResponse) => void)[] = [
      (response) => response.writeHead(500).end(),
      (response) => response.writeHead(302, { location: '/1.1/comment-check' }).end(),
      (response) => response.end('invalid'),
      (response) => response.end('maybe'),
      (response) => response.end('true'.padEnd(5_000)),
      (response) => response.destroy(),
      // No answer: the time is over.
      () => undefined,
    ];
    for (const fails of ['open', 'closed'] as const) {
      expectStatus(200, await set({ fails, timeoutMs: 500 }));
      for (const [index, way] of ways.entries()) {
        answer = way;
        const { status } = await post(`${fails} ${index}`);
        expect([index, status]).toEqual([index, fails === 'open' ? 'published' : 'pending']);
      }
    }
    expect(await failures()).toBe(before + 2 * ways.length);
    const fresh = new AkismetClient(null!);
    const client = service.app.get(AkismetClient);
    client.network = fresh.network;
    answer = (response) => response.end('false');
    const { length } = asked;
    expect((await post('To an address that is not public')).status).toBe('pending');
    expect(asked).toHaveLength(length);
  });

  it('is asked in a trial, and told that it is one', async () => {
    await on();
    const body = { body: 'viagra-test-123' };
    const trial = await call<TrialResult>('POST', moderation('trial'), { token: ADMIN_TOKEN, body });
    expect(expectStatus(200, trial)).toMatchObject({ verdict: 'hold', steps: [{ step: 'akismet' }] });
    expect(asked.at(-1)?.fields).toMatchObject({ is_test: '1', user_ip: '2001:db8::1' });
  });

  it('is told where moderators decide otherwise than it said, and taken back what is undone', async () => {
    const before = await post('From before the site had a key');
    await on();
    const [missed, right, wrong, offTopic] = [
      await post('Spam that it did not know'),
      await post('viagra-test-123 indeed'),
      await post('viagra-test-123 in a novel'),
      await post('Off topic'),
    ];
    // Akismet knows it already.
    await decide('spam', [right.id]);
    await decide('reject', [offTopic.id], 'off-topic');
    const spam = await decide('spam', [missed.id]);
    expect(await waitForCorrections(1)).toEqual([['submit-spam', 'Spam that it did not know']]);
    expect(corrections()[0]?.fields).toMatchObject({ comment_author: 'Ada', api_key: KEY, comment_type: 'comment' });
    await decide('publish', [wrong.id]);
    expect((await waitForCorrections(2))[1]).toEqual(['submit-ham', 'viagra-test-123 in a novel']);
    await undo(spam);
    expect((await waitForCorrections(3))[2]).toEqual(['submit-ham', 'Spam that it did not know']);
    await decide('remove', [before.id], 'spam');
    expect((await waitForCorrections(4))[3]).toEqual(['submit-spam', 'From before the site had a key']);
    // What goes with a ban, too.
    const bot = await service.api.guest(site.id, 'Bot');
    const options = { token: bot, body: { body: 'Spam of a bot' } };
    const { author } = expectStatus(201, await call<Comment>('POST', `${pagePath(site.id, 'talk')}/comments`, options));
    const ban = { kind: 'ban', comments: 'remove', reason: 'spam' };
    const restriction = moderation(`readers/${author?.id}/restriction`);
    expectStatus(200, await call('PUT', restriction, { token: ADMIN_TOKEN, body: ban }));
    expect((await waitForCorrections(5))[4]).toEqual(['submit-spam', 'Spam of a bot']);
    const checked = asked.find(({ fields }) => fields.comment_content === 'Spam that it did not know');
    expect(corrections()[0]?.fields.user_ip).toBe(checked?.fields.user_ip);
  });

  it('is not told what is undone in time, is told again what it did not take, and forgets what is erased', async () => {
    await on();
    const akismet = service.app.get(AkismetCorrections);
    const [soon, later, erased] = [await post('Undone'), await post('Later'), await post('Erased')];
    akismet.waitMinutes = 10;
    await undo(await decide('spam', [soon.id]));
    await decide('spam', [erased.id]);
    akismet.waitMinutes = 0;
    const due = () =>
      service.app
        .get(DataSource)
        .query<{ id: string; attempts: number }[]>(
          `select comment_id as id, attempts from akismet_correction where site_id = $1 and due_at is not null`,
          [site.id],
        );
    expect(await due()).toMatchObject([{ id: erased.id }]);
    answer = (response) => response.writeHead(503).end();
    await decide('spam', [later.id]);
    expect(await waitForCorrections(1)).toEqual([['submit-spam', 'Later']]);
    expect(await poll(due, (rows) => rows.some(({ attempts }) => attempts === 1))).toHaveLength(2);
    answer = (response) => akismetLike(asked, response);
    expectStatus(204, await call('DELETE', `/v1/comments/${erased.id}`, { token: ada }));
    await service.app
      .get(DataSource)
      .query(`update akismet_correction set due_at = now() where site_id = $1 and due_at is not null`, [site.id]);
    expect(await waitForCorrections(2)).toEqual([
      ['submit-spam', 'Later'],
      ['submit-spam', 'Later'],
    ]);
    await poll(due, (rows) => rows.length === 0);
  });
});
