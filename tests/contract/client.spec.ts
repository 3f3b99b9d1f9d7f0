import { createContentClient, createEngagementClient } from '@afterword/client';
import type { Article } from '@afterword/contracts';
import { expectStatus } from '@afterword/testing/api';
import { startContent } from '@afterword/testing/content';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';

describe('the client', () => {
  let service: RunningEngagement;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());

  it("does what its README says, and tells a problem's type", async () => {
    const site = await service.api.site(ADMIN_TOKEN);
    const guest = createEngagementClient({ origin: service.url });
    const { data: session } = await guest.POST('/v1/sites/{site}/sessions', {
      params: { path: { site: site.id } },
      body: { name: 'Ada' },
    });
    const reader = createEngagementClient({ origin: service.url, token: session!.token });
    const { data, error } = await reader.PUT('/v1/sites/{site}/pages/{page}/reactions/{kind}', {
      params: { path: { site: site.id, page: 'my article', kind: 'like' } },
    });
    expect(error).toBeUndefined();
    expect(data!.counters.reactions).toEqual({ like: 1 });
    const counters = await guest.GET('/v1/counters', {
      params: { query: { site: site.id, page: ['my article', 'another'] } },
    });
    expect(Object.keys(counters.data!.counters)).toEqual(['my article', 'another']);
    const refused = await guest.GET('/v1/me');
    expect(refused.error).toMatchObject({ type: 'urn:afterword:problem:unauthorized', status: 401 });
  });

  it('reads articles from content', async () => {
    const content = await startContent();
    try {
      const body = { slug: 'an-article', title: 'An article', body: 'Text.' };
      expectStatus(201, await content.api.call<Article>('POST', '/v1/articles', { token: ADMIN_TOKEN, body }));
      const operator = createContentClient({ origin: content.url, token: ADMIN_TOKEN });
      const published = await operator.POST('/v1/articles/{slug}/publish', {
        params: { path: { slug: 'an-article' } },
      });
      expect(published.data!.status).toBe('published');
      const { data } = await createContentClient({ origin: content.url }).GET('/v1/articles', {});
      expect(data!.items.map(({ slug }) => slug)).toEqual(['an-article']);
    } finally {
      await content.stop();
    }
  });
});
