import type {
  Comment,
  CommentList,
  Decision,
  ModerationQueue,
  ModerationSettings,
  ReportList,
  ReportReceipt,
  Site,
} from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { ReconciliationService } from '../reconciliation';

describe('reports', () => {
  let service: RunningEngagement;
  let site: Site;
  let ada: string;
  let comment: Comment;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN);
    ada = await service.api.guest(site.id, 'Ada');
    comment = await post('Text');
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const moderation = (rest: string) => `/v1/sites/${site.id}/moderation/${rest}`;
  const comments = () => `${pagePath(site.id, 'talk')}/comments`;
  const post = async (body: string) =>
    expectStatus(201, await call<Comment>('POST', comments(), { token: ada, body: { body } }));
  const guest = () => service.api.guest(site.id);
  const tryToReport = (token: string, id = comment.id, body: object = { reason: 'spam' }) =>
    call<ReportReceipt>('POST', `/v1/comments/${id}/reports`, { token, body });
  const report = async (token: string, id = comment.id) => expectStatus(201, await tryToReport(token, id));
  const queue = async (query: string) =>
    expectStatus(200, await call<ModerationQueue>('GET', moderation(`comments?${query}`), { token: ADMIN_TOKEN }));
  const decide = async (decision: string, id = comment.id) =>
    expectStatus(
      200,
      await call<Decision>('POST', moderation('decisions'), { token: ADMIN_TOKEN, body: { decision, comments: [id] } }),
    );
  const mine = async (token: string) =>
    expectStatus(200, await call<ReportList>('GET', '/v1/me/reports', { token })).items;
  const shown = async () => expectStatus(200, await call<CommentList>('GET', comments())).items.map(({ id }) => id);

  it('are made once by each reader, with a reason, and listed for moderators', async () => {
    const bob = await guest();
    const first = await report(bob);
    expect(first).toEqual({ id: expect.any(String), status: 'open' });
    expect(await report(bob)).toEqual(first);
    await call('POST', `/v1/comments/${comment.id}/reports`, { token: await guest(), body: { reason: 'hate' } });
    const { items, counts } = await queue('status=reported');
    expect(counts.reported).toBe(1);
    expect(items).toMatchObject([
      { id: comment.id, status: 'published', reports: { open: 2, reasons: { spam: 1, hate: 1 } } },
    ]);
    expect(await shown()).toEqual([comment.id]);
  });

  it('are refused for one’s own comment, a comment that is gone, and an unknown reason', async () => {
    const own = await tryToReport(ada);
    expect([own.status, (own.body as unknown as { type: string }).type]).toEqual([
      403,
      'urn:afterword:problem:own-comment',
    ]);
    const bob = await guest();
    expect((await tryToReport(bob, comment.id, { reason: 'dislike' })).status).toBe(422);
    expectStatus(204, await call('DELETE', `/v1/comments/${comment.id}`, { token: ada }));
    expect((await tryToReport(bob)).status).toBe(404);
  });

  it('hide a comment when there are enough, until a moderator has decided; the same reports never do it again', async () => {
    const reporters = [await guest(), await guest(), await guest()];
    for (const token of reporters) await report(token);
    expect(await shown()).toEqual([]);
    expect((await queue('status=pending')).items).toMatchObject([{ id: comment.id, reports: { open: 3 } }]);

    const decision = await decide('publish');
    expect(await shown()).toEqual([comment.id]);
    for (const token of reporters)
      expect(await mine(token)).toMatchObject([{ comment: comment.id, status: 'dismissed' }]);
    for (const token of reporters) expect((await report(token)).status).toBe('dismissed');
    await report(await guest());
    expect(await shown()).toEqual([comment.id]);

    expectStatus(204, await call('DELETE', moderation(`decisions/${decision.id}`), { token: ADMIN_TOKEN }));
    expect((await queue('status=reported')).items).toMatchObject([{ id: comment.id, reports: { open: 4 } }]);
    await decide('remove');
    expect(await mine(reporters[0]!)).toMatchObject([{ status: 'upheld', resolvedAt: expect.any(String) }]);
    expect((await queue('status=reported')).items).toEqual([]);
    const drifts = [];
    for await (const drift of service.app.get(ReconciliationService).all({ fix: false })) drifts.push(drift);
    expect(drifts).toEqual([]);
  });

  it('are settled by a decision that changes nothing else', async () => {
    const bob = await guest();
    await report(bob);
    expect((await decide('publish')).results).toEqual([
      { comment: comment.id, from: 'published', status: 'published', version: expect.any(String) },
    ]);
    expect(await mine(bob)).toMatchObject([{ status: 'dismissed' }]);
  });

  it('weigh less from a reader whose reports were mostly dismissed', async () => {
    const crier = await guest();
    for (let count = 0; count < 4; count += 1) {
      const harmless = await post(`Harmless ${count}`);
      await report(crier, harmless.id);
      await decide('publish', harmless.id);
    }
    const body: Partial<ModerationSettings> = { reportsToHold: 2 };
    expectStatus(200, await call('PATCH', moderation('settings'), { token: ADMIN_TOKEN, body }));
    await report(crier);
    await report(await guest());
    expect(await shown()).toContain(comment.id);
    await report(await guest());
    expect(await shown()).not.toContain(comment.id);
  });

  it('count each reporter once when many come at the same time', async () => {
    const body: Partial<ModerationSettings> = { reportsToHold: null };
    expectStatus(200, await call('PATCH', moderation('settings'), { token: ADMIN_TOKEN, body }));
    const tokens = await Promise.all(Array.from({ length: 20 }, guest));
    await Promise.all([...tokens, ...tokens].map((token) => report(token)));
    expect((await queue('status=reported')).items).toMatchObject([{ reports: { open: 20, reasons: { spam: 20 } } }]);
  });
});
