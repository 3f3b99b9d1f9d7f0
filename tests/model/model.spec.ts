import { randomUUID } from 'node:crypto';
import type { Comment, CommentList, Me, Page, ReplyList, Site } from '@afterword/contracts';
import fc from 'fast-check';
import { LedgerReader } from '../../apps/engagement/src/ledger';
import { ReconciliationService } from '../../apps/engagement/src/reconciliation';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { commands, type Real } from './commands';
import { Model, type ModelComment } from './model';

const READERS = 4;
const PAGES = ['a', 'b'];
const STARTING_BALANCE = 100;
/** More by `MODEL_SEQUENCES`, for a long night. */
const SEQUENCES = Number(process.env.MODEL_SEQUENCES ?? 60);
const COMMANDS = 50;

describe('whatever readers do', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement();
    site = await service.api.site(ADMIN_TOKEN, { startingBalance: STARTING_BALANCE });
  });
  afterAll(() => service.stop());

  async function setUp(): Promise<{ model: Model; real: Real }> {
    const run = randomUUID();
    const tokens = await Promise.all(Array.from({ length: READERS }, () => service.api.guest(site.id)));
    const me = await Promise.all(tokens.map((token) => get<Me>('/v1/me', token)));
    const pageKey = (page: string) => `${run}-${page}`;
    return {
      model: new Model(PAGES, READERS, STARTING_BALANCE),
      real: { api: service.api, siteId: site.id, tokens, readerIds: me.map(({ reader }) => reader.id), pageKey },
    };
  }

  const get = async <Body>(path: string, token?: string) =>
    expectStatus(200, await service.api.call<Body>('GET', path, token === undefined ? {} : { token }));

  /** A whole list, a few items at a time. */
  async function all(path: string, token: string): Promise<Comment[]> {
    const items: Comment[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = `${path.includes('?') ? '&' : '?'}limit=3${cursor && `&cursor=${cursor}`}`;
      const list: CommentList | ReplyList = await get(path + query, token);
      items.push(...list.items);
      cursor = list.next;
    }
    return items;
  }

  async function expectThread(
    model: Model,
    expected: ModelComment[],
    shown: Comment[],
    reader: { index: number; token: string },
  ) {
    expect(shown.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    for (const [index, comment] of expected.entries()) {
      const seen = shown[index]!;
      const replies = model.listed(comment.page, comment.id);
      expect(seen).toMatchObject({
        parentId: comment.parentId,
        status: comment.deleted ? 'deleted' : 'published',
        body: comment.deleted ? null : comment.body,
        replyCount: replies.length,
        reactions: { like: comment.likes.size },
        rewards: {
          count: comment.rewards.length,
          amount: comment.rewards.reduce((sum, { amount }) => sum + amount, 0),
        },
        viewer: {
          reactions: comment.likes.has(reader.index) ? ['like'] : [],
          rewarded: comment.rewards
            .filter(({ giver }) => giver === reader.index)
            .reduce((sum, { amount }) => sum + amount, 0),
        },
      });
      const path = `/v1/comments/${comment.id}/replies`;
      if (replies.length > 0) await expectThread(model, replies, await all(path, reader.token), reader);
    }
  }

  async function expectSame(model: Model, { tokens, pageKey }: Real): Promise<void> {
    const reader = { index: 1, token: tokens[1]! };
    for (const page of PAGES) {
      const path = pagePath(site.id, pageKey(page));
      const state = await get<Page>(path, reader.token);
      expect(state.counters).toEqual(model.counters(page));
      const given = (model.rewards.get(page) ?? []).filter(({ giver }) => giver === reader.index);
      expect(state.viewer).toEqual({
        reactions: model.likes.get(page)!.has(reader.index) ? ['like'] : [],
        rewarded: given.reduce((sum, { amount }) => sum + amount, 0),
      });
      const oldest = model.listed(page, null);
      await expectThread(model, oldest, await all(`${path}/comments?sort=oldest`, reader.token), reader);
      const ids = async (sort: string) =>
        (await all(`${path}/comments?sort=${sort}`, reader.token)).map(({ id }) => id);
      expect(await ids('newest')).toEqual(oldest.map(({ id }) => id).reverse());
      expect(await ids('top')).toEqual(model.top(page).map(({ id }) => id));
    }
    for (const [index, token] of tokens.entries()) {
      expect((await get<Me>('/v1/me', token)).wallet.balance).toBe(model.balances[index]);
    }
  }

  it(`counters, lists and ledger are what a small model says (${SEQUENCES} sequences of up to ${COMMANDS} commands)`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.commands(commands(PAGES, READERS), { maxCommands: COMMANDS, size: 'max' }),
        async (sequence) => {
          const { model, real } = await setUp();
          await fc.asyncModelRun(() => ({ model, real }), sequence);
          await expectSame(model, real);
        },
      ),
      { numRuns: SEQUENCES, endOnFailure: true },
    );
    const reports = await service.app.get(LedgerReader).check();
    expect(reports).toEqual([{ siteId: site.id, sum: 0, wrongBalances: 0, overdrawn: 0 }]);
    const drifts = [];
    for await (const drift of service.app.get(ReconciliationService).all({ fix: false })) drifts.push(drift);
    expect(drifts).toEqual([]);
  }, 240_000);

  it('nonsense is refused with a problem, and changes nothing', async () => {
    const { real } = await setUp();
    const [token = ''] = real.tokens;
    const page = pagePath(site.id, real.pageKey('a'));
    const posted = await service.api.call<Comment>('POST', `${page}/comments`, { token, body: { body: 'Here' } });
    const { id } = expectStatus(201, posted);
    const before = await get<Page>(page, token);
    const path = fc.constantFrom(
      `${page}/comments`,
      `${page}/shares`,
      `${page}/rewards`,
      `/v1/comments/${id}`,
      `/v1/comments/${id}/rewards`,
      `/v1/sites/${site.id}/preview`,
      `/v1/admin/sites/${site.id}`,
      `/v1/admin/sites/${site.id}/pages/x/merge`,
      '/v1/me',
    );
    const method = fc.constantFrom('POST' as const, 'PATCH' as const, 'PUT' as const);
    const nonsense = fc.oneof(
      // None of these is a body that any of the routes takes: each has a member that they do not know.
      fc.dictionary(fc.string(), fc.jsonValue()).map((body) => JSON.stringify({ ...body, nonsense: true })),
      fc.array(fc.jsonValue()).map((body) => JSON.stringify(body)),
      fc.string().map((text) => `{${text}`),
      fc.uint8Array({ minLength: 1, maxLength: 50 }).map((bytes) => Buffer.from([0xff, ...bytes])),
    );
    const key = fc.option(
      fc.string({ unit: 'binary-ascii', maxLength: 300 }).map((text) => text.replace(/[^\x20-\x7e]/g, '')),
      {
        nil: undefined,
      },
    );
    const operator = fc.boolean();
    await fc.assert(
      fc.asyncProperty(path, method, nonsense, key, operator, async (to, how, rawBody, idempotencyKey, asOperator) => {
        const answer = await service.api.call(how, to, {
          token: asOperator ? ADMIN_TOKEN : token,
          rawBody,
          headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
        });
        expect([400, 403, 404, 413, 415, 422]).toContain(answer.status);
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
      }),
      { numRuns: 400 },
    );
    const query = fc.webQueryParameters();
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
        query,
        async (name, parameters) => {
          const list = await service.api.call('GET', `${pagePath(site.id, name)}/comments?${parameters}`);
          expect([200, 404, 422]).toContain(list.status);
        },
      ),
      { numRuns: 200 },
    );
    expect(await get<Page>(page, token)).toEqual(before);
  });
});
