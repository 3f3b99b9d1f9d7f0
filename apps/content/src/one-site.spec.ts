import { type Article, CreateArticleSchema, type Page } from '@afterword/contracts';
import { createService, rowsOf } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { testDatabaseUrl } from '@afterword/testing/database';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { ArticleSaver } from './article-import';
import { ArticleSite } from './articles';
import { ContentModule } from './content.module';

const SITES = ['demo', 'gazette'] as const;

/** An engagement service with two sites, and a content service with `SITE=gazette`. */
describe('content, which serves one site', () => {
  let engagement: RunningEngagement;
  let content: RunningContent;
  let number = 0;
  let slug: string;

  beforeAll(async () => {
    const databaseUrl = testDatabaseUrl();
    engagement = await startEngagement({ databaseUrl });
    for (const id of SITES) {
      const body = { id, name: id, origins: ['https://paper.example'] };
      expectStatus(201, await engagement.api.call('POST', '/v1/admin/sites', { token: ADMIN_TOKEN, body }));
    }
    content = await startContent({ databaseUrl, engagementUrl: engagement.url, site: 'gazette' });
  });
  afterAll(async () => {
    await content.stop();
    await engagement.stop();
  });
  beforeEach(() => {
    number += 1;
    slug = `story-${number}`;
  });

  const operate = (method: 'POST' | 'PATCH', path: string, body?: object) =>
    content.api.call<Article>(method, `/v1/articles${path}`, { token: ADMIN_TOKEN, ...(body && { body }) });
  async function publish(): Promise<void> {
    const created = expectStatus(201, await operate('POST', '', { slug, title: `About ${slug}`, body: 'Text.' }));
    expect(created.site).toBe('gazette');
    expectStatus(200, await operate('POST', `/${slug}/publish`));
  }
  const html = async (path: string) => expectStatus(200, await content.api.call<string>('GET', path));
  const article = async () => expectStatus(200, await content.api.call<Article>('GET', `/v1/articles/${slug}`));
  const rows = <Row>(sql: string) => rowsOf<Row>(content.app.get(DataSource), sql, [slug]);
  const announced = async () =>
    (
      await rows<{ name: string; site: string }>(
        `select name, payload ->> 'site' as site from outbox where payload ->> 'page' = $1 order by id`,
      )
    ).map(({ name, site }) => [name.replace('article.', ''), site]);
  const like = async (site: string) => {
    const token = await engagement.api.guest(site);
    expectStatus(200, await engagement.api.call('PUT', `${pagePath(site, slug)}/reactions/like`, { token }));
  };

  it('names it in the elements of the page, and announces its articles there', async () => {
    await publish();
    const text = await html(`/articles/${slug}`);
    expect(
      [...text.matchAll(/<afterword-(bar|thread)[^>]* site="([^"]*)"/g)].map(([, name, site]) => [name, site]),
    ).toEqual([
      ['bar', 'gazette'],
      ['thread', 'gazette'],
    ]);
    expectStatus(200, await operate('PATCH', `/${slug}`, { title: 'Another title' }));
    expectStatus(200, await operate('POST', `/${slug}/unpublish`));
    expect(await announced()).toEqual([
      ['published', 'gazette'],
      ['updated', 'gazette'],
      ['unpublished', 'gazette'],
    ]);
  });

  it('puts imported articles there', async () => {
    const fields = CreateArticleSchema.parse({ slug, title: 'Imported', body: 'Text.' });
    await content.app.get(ArticleSaver).save(fields, { publish: true });
    expect((await article()).site).toBe('gazette');
    expect(await announced()).toEqual([['published', 'gazette']]);
  });

  it('posts and reads comments there', async () => {
    await publish();
    const rawBody = new URLSearchParams({ body: 'A remark', name: 'Ada' }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    // Sending the same form again posts nothing twice. On a busy machine engagement may answer too late at first.
    const send = () => content.api.call('POST', `/articles/${slug}/comments`, { rawBody, headers });
    await poll(send, ({ status }) => status === 303);
    const commentsOf = async (site: string) =>
      expectStatus(200, await engagement.api.call<Page>('GET', pagePath(site, slug))).counters.comments;
    expect([await commentsOf('gazette'), await commentsOf('demo')]).toEqual([1, 0]);
    const further = () => content.api.call<string>('GET', `/articles/${slug}/comments`);
    await poll(further, ({ status, body }) => status === 200 && body.includes('A remark'));
  });

  it('ignores what engagement announces of another site, a page of the same key included', async () => {
    await publish();
    const ignored = async () => {
      const { body } = await content.api.call<string>('GET', '/metrics');
      return Number(/^afterword_snapshots_ignored_total (\d+)$/m.exec(body)?.[1] ?? 0);
    };
    const before = await ignored();
    for (let likes = 0; likes < 3; likes += 1) await like('demo');
    await poll(ignored, (count) => count > before);
    await like('gazette');
    await poll(article, ({ engagement: { counters } }) => counters.reactions.like === 1);
    expect(await rows(`select site_id from engagement_snapshot where page_key = $1`)).toEqual([{ site_id: 'gazette' }]);
  });

  it('does not start on a database with the articles of another site, until they are moved', async () => {
    await publish();
    await like('gazette');
    await poll(article, ({ engagement: { counters } }) => counters.reactions.like === 1);
    const moved = { ...content.config, site: 'demo' };
    const refused = await createService(moved, ContentModule.forRoot(moved));
    await expect(refused.init()).rejects.toThrow(
      'SITE is "demo", but the database holds articles of the site "gazette". Set SITE=gazette, or move these articles ' +
        'with "npx afterword articles move --from gazette".',
    );
    await refused.close();

    const service = await createService(moved, ContentModule.forRoot(moved));
    expect(await service.get(ArticleSite).moveFrom('gazette')).toBe(number);
    await service.init();
    try {
      expect(await article()).toMatchObject({ site: 'demo', engagement: { counters: { reactions: { like: 0 } } } });
      expect(await announced()).toEqual([
        ['published', 'gazette'],
        ['unpublished', 'gazette'],
        ['published', 'demo'],
      ]);
    } finally {
      await service.close();
    }
  });
});
