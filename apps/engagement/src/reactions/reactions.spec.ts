import type { Counters, Page, ReactionAnswer, Site } from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';

describe('reactions', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, { origins: ['https://paper.example'] });
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const path = (page: string, rest = '') => pagePath(site.id, page) + rest;

  async function counters(page: string): Promise<Counters> {
    const answer = await call<{ counters: Record<string, Counters> }>(
      'GET',
      `/v1/counters?site=${site.id}&page=${encodeURIComponent(page)}`,
    );
    return expectStatus(200, answer).counters[page]!;
  }

  it('counts a like once, however often it is put, and takes it back once', async () => {
    const token = await service.api.guest(site.id);
    for (let time = 0; time < 3; time += 1) {
      const answer = expectStatus(200, await call<ReactionAnswer>('PUT', path('hot', '/reactions/like'), { token }));
      expect(answer.counters.reactions.like).toBe(1);
      expect(answer.viewer).toEqual({ reactions: ['like'], rewarded: 0 });
    }
    const version = expectStatus(200, await call<Page>('GET', path('hot'))).version;
    for (let time = 0; time < 2; time += 1) {
      const answer = expectStatus(200, await call<ReactionAnswer>('DELETE', path('hot', '/reactions/like'), { token }));
      expect(answer).toEqual({
        counters: expect.objectContaining({ reactions: { like: 0 } }),
        viewer: { reactions: [], rewarded: 0 },
      });
    }
    expect(expectStatus(200, await call<Page>('GET', path('hot'))).version).toBe(version + 1);
  });

  it('counts every one of many readers who like one page at once', async () => {
    const tokens = await Promise.all(Array.from({ length: 60 }, () => service.api.guest(site.id)));
    const answers = await Promise.all(tokens.map((token) => call('PUT', path('storm', '/reactions/like'), { token })));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect((await counters('storm')).reactions.like).toBe(60);
  });

  it('answers each of several opposite wishes of one reader, and keeps the last', async () => {
    const token = await service.api.guest(site.id);
    const wishes = ['PUT', 'DELETE', 'PUT', 'DELETE', 'PUT'] as const;
    const answers = await Promise.all(
      wishes.map((method) => call<ReactionAnswer>(method, path('wish', '/reactions/like'), { token })),
    );
    answers.forEach((answer, index) => {
      expect(expectStatus(200, answer).viewer.reactions).toEqual(wishes[index] === 'PUT' ? ['like'] : []);
    });
    const { viewer, counters: final } = expectStatus(200, await call<Page>('GET', path('wish'), { token }));
    expect(final.reactions.like).toBe(viewer!.reactions.length);
  });
});
