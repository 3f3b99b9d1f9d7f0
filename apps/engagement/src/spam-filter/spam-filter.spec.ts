import type { Comment, Decision, ModerationQueue, Site } from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { DataSource } from 'typeorm';
import { ENOUGH, opinionOf } from './classifier';
import { BUCKETS, tokensOf } from './tokens';

const SPAM = 'Win bitcoin at the golden lottery, payout guaranteed';
const HAM = 'The harbour of this town deserves a longer article';

describe('the spam filter', () => {
  let service: RunningEngagement;
  let site: Site;
  let ada: string;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN);
    ada = await service.api.guest(site.id, 'Ada');
    await set({ spamFilter: true });
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const moderation = (rest: string) => `/v1/sites/${site.id}/moderation/${rest}`;
  const set = async (body: object) =>
    expectStatus(200, await call('PATCH', moderation('settings'), { token: ADMIN_TOKEN, body }));
  const post = async (body: string) =>
    expectStatus(
      201,
      await call<Comment>('POST', `${pagePath(site.id, 'talk')}/comments`, { token: ada, body: { body } }),
    );
  const decide = async (decision: string, comments: string[], reason?: string) =>
    expectStatus(
      200,
      await call<Decision>('POST', moderation('decisions'), {
        token: ADMIN_TOKEN,
        body: { decision, comments, reason },
      }),
    );
  const postMany = async (text: string, number: number) =>
    (await Promise.all(Array.from({ length: number }, (_, index) => post(`${text} ${'abcdef'[index % 6]}x`)))).map(
      ({ id }) => id,
    );
  const counted = async () => {
    const rows = await service.app
      .get(DataSource)
      .query<object[]>('select spam, ham from spam_word where site_id = $1 and bucket = -1', [site.id]);
    return rows[0];
  };

  it('holds what resembles marked spam, by which words, once it has seen enough of both kinds', async () => {
    const [spam, ham] = [await postMany(SPAM, ENOUGH), await postMany(HAM, ENOUGH)];
    await decide('publish', ham);
    await decide('spam', spam.slice(1));
    expect((await post('Win the golden lottery')).status).toBe('published');
    const last = await decide('spam', spam.slice(0, 1));
    expect((await post('Golden lottery: guaranteed bitcoin!')).status).toBe('pending');
    expect((await post('A longer walk by the harbour')).status).toBe('published');
    expect((await post('Of nothing that anybody knows')).status).toBe('published');
    const { items } = expectStatus(
      200,
      await call<ModerationQueue>('GET', moderation('comments'), { token: ADMIN_TOKEN }),
    );
    expect(items[0]?.verdicts).toMatchObject([
      { step: 'spam-filter', verdict: 'hold', matches: expect.arrayContaining(['golden', 'lottery', 'bitcoin']) },
    ]);
    expectStatus(204, await call('DELETE', moderation(`decisions/${last.id}`), { token: ADMIN_TOKEN }));
    expect(await counted()).toEqual({ spam: ENOUGH - 1, ham: ENOUGH });
    expect((await post('Win the golden lottery again')).status).toBe('published');
    await set({ spamFilter: false });
    await decide('spam', spam.slice(0, 1));
    expect((await post('Golden lottery, golden bitcoin')).status).toBe('published');
  });

  it('learns each comment once, as what the last decision says, and unlearns what is undone', async () => {
    const [one = '', other = '', third = ''] = await postMany(SPAM, 3);
    await decide('spam', [one, other]);
    expect(await counted()).toEqual({ spam: 2, ham: 0 });
    const words = () =>
      service.app
        .get(DataSource)
        .query('select bucket, spam, ham from spam_word where site_id = $1 and spam + ham > 0 order by 1', [site.id]);
    const before = await words();
    const published = await decide('publish', [one]);
    expect(await counted()).toEqual({ spam: 1, ham: 1 });
    expectStatus(204, await call('DELETE', moderation(`decisions/${published.id}`), { token: ADMIN_TOKEN }));
    expect(await words()).toEqual(before);
    await decide('reject', [third], 'harassment');
    await decide('hold', [third]);
    expect(await words()).toEqual(before);
    await decide('remove', [third], 'spam');
    expect(await counted()).toEqual({ spam: 3, ham: 0 });
  });

  it('says nothing before it has seen enough, and is no surer of a long text for its length', () => {
    const tokens = tokensOf(SPAM);
    const words = new Map(tokens.map(({ bucket }) => [bucket, { spam: 20, ham: 0 }]));
    expect(opinionOf(tokens, { words, comments: { spam: ENOUGH, ham: ENOUGH - 1 } })).toBeNull();
    const opinion = opinionOf(tokens, { words, comments: { spam: ENOUGH, ham: ENOUGH } });
    expect(opinion?.probability).toBeGreaterThan(0.99);
    const weak = Array.from({ length: 200 }, (_, bucket) => ({ text: `word${bucket}`, bucket }));
    const evidence = new Map(weak.map(({ bucket }) => [bucket, { spam: 105, ham: 100 }]));
    expect(opinionOf(weak, { words: evidence, comments: { spam: 200, ham: 200 } })?.probability).toBeLessThan(0.95);
  });

  it('reads words of any script, and hosts, as numbers of a bounded range', () => {
    expect(tokensOf('Ünïcode WORDS, words: http://Spam.example/path').map(({ text }) => text)).toEqual([
      'spam.example',
      'ünïcode',
      'words',
      'http',
      'spam',
      'example',
      'path',
    ]);
    expect(tokensOf('比特币').map(({ text }) => text)).toEqual(['比特', '特币']);
    const many = tokensOf(Array.from({ length: 5_000 }, (_, index) => `w${index}`).join(' '));
    expect(many.length).toBeLessThanOrEqual(300);
    expect(many.every(({ bucket }) => bucket >= 0 && bucket < BUCKETS)).toBe(true);
  });
});
