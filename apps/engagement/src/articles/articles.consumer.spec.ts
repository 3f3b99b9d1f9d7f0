import type { ArticleState, Page, Site } from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { ArticlesConsumer } from './articles.consumer';

describe('articles that come by the queue', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement();
    site = await service.api.site(ADMIN_TOKEN);
  });
  afterAll(() => service.stop());

  it('are refused with a version that cannot be, and true ones are still applied', async () => {
    const consumer = service.app.get(ArticlesConsumer);
    const state = (version: number, title: string): ArticleState => ({
      schemaVersion: 1,
      site: site.id,
      page: 'forged',
      version,
      url: `${site.origins[0] ?? ''}/articles/forged`,
      title,
      aliases: [],
      occurredAt: new Date().toISOString(),
    });
    await consumer.apply(state(1, 'First'), { unpublished: false });
    await expect(consumer.apply(state(9_000_000, 'Forged'), { unpublished: false })).rejects.toThrow('cannot be');
    await consumer.apply(state(2, 'Second'), { unpublished: false });
    const page = expectStatus(200, await service.api.call<Page>('GET', pagePath(site.id, 'forged')));
    expect(page).toMatchObject({ title: 'Second' });
  });
});
