import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Article, CommentList } from '@afterword/contracts';
import { ImagesRepository, processImage, readImage } from '../../apps/content/src/images';
import { content as description } from '@afterword/testing/described-services';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { type Step, Walk } from './walk';

const ARTICLE = { slug: 'a-story', title: 'A story', body: 'It was *night*.', topics: ['Rivers'] };
/** A body that is right, for each operation that takes one. */
const GOOD: Record<string, object> = {
  createArticle: { ...ARTICLE, slug: 'new' },
  updateArticle: { title: 'x' },
  publishArticle: { at: '2999-01-01T00:00:00Z' },
};
const ADDRESS = 'https://paper.example/articles/a-story';

describe('the content API keeps its contract', () => {
  let engagement: RunningEngagement;
  let service: RunningContent;
  let walk: Walk;

  beforeAll(async () => {
    engagement = await startEngagement();
    await engagement.api.site(ADMIN_TOKEN, { id: 'demo' });
    // Not linked by a queue: nothing changes between two answers.
    service = await startContent({ engagementUrl: engagement.url });
    walk = new Walk(service, description);
    await walk.good('createArticle', { token: ADMIN_TOKEN, body: ARTICLE });
    await walk.good('publishArticle', { token: ADMIN_TOKEN, path: { slug: ARTICLE.slug } });
  });
  afterAll(async () => {
    await service.stop();
    await engagement.stop();
  });

  const story = { path: { slug: ARTICLE.slug } };
  const asOperator = (step: Step = {}): Step => ({ token: ADMIN_TOKEN, ...step });

  it('to the operator', async () => {
    const read = await service.api.call<Article>('GET', `/v1/articles/${ARTICLE.slug}`);
    const headers = { 'if-match': read.headers.get('etag')! };
    await walk.good('updateArticle', asOperator({ ...story, body: { title: 'Another story' }, headers }));
    const late = asOperator({ ...story, body: { title: 'A third' }, headers });
    expect((await walk.refused('updateArticle', 412, late)).type).toContain('precondition-failed');
    const slug = `gone-${randomUUID().slice(0, 8)}`;
    await walk.good('createArticle', asOperator({ body: { ...ARTICLE, slug } }));
    await walk.good('publishArticle', asOperator({ path: { slug } }));
    await walk.good('unpublishArticle', asOperator({ path: { slug } }));
    await walk.good('deleteArticle', asOperator({ path: { slug } }));
    expect((await walk.refused('createArticle', 409, asOperator({ body: ARTICLE }))).type).toContain('article-taken');
  });

  it('to readers and machines', async () => {
    await walk.good('listArticles', { query: '?topic=Rivers&limit=1' });
    await walk.good('readArticle', story);
    for (const id of ['home', 'topics', 'atom', 'jsonFeed', 'sitemap', 'robots']) await walk.good(id);
    for (const id of ['topic', 'atomOfTopic', 'jsonFeedOfTopic']) await walk.good(id, { path: { topic: 'rivers' } });
    const [year = '', month = ''] = new Date().toISOString().split('-');
    await walk.good('archive');
    await walk.good('archiveOfYear', { path: { year } });
    await walk.good('archiveOfMonth', { path: { year, month } });
    await walk.good('sitemapPart', { path: { part: randomUUID() } });
    await walk.good('articlePage', { ...story, query: '?version=original' });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await walk.good('postCommentForm', { ...story, rawBody: 'body=It+was.&name=Ada', headers });
    await walk.good('moreComments', { ...story, query: '?sort=newest' });
    const path = pagePath('demo', ARTICLE.slug);
    const { items } = expectStatus(200, await engagement.api.call<CommentList>('GET', `${path}/comments`));
    await walk.good('waitingCommentPage', story);
    await walk.good('commentPage', { path: { ...story.path, id: items[0]!.id } });
    await walk.good('search', { query: '?q=night' });
    await walk.good('searchPage', { query: '?q=night' });
    await walk.good('articleSource', story);
    await walk.good('articleCard', story);
    const bytes = readFileSync(join(__dirname, '../../docs/screenshots/empty-light-1280.png'));
    const read = await readImage(bytes);
    const image = typeof read === 'string' ? read : await processImage(read);
    if (typeof image === 'string') throw new Error(image);
    await service.app.get(ImagesRepository).store(image);
    await walk.good('image', { path: { name: `${image.id}.png` } });
    await walk.good('oembed', { query: `?url=${encodeURIComponent(ADDRESS)}` });
    // A machine that is busy with the image may have been late for a check.
    await poll(
      () => service.api.call('GET', '/health/ready'),
      ({ status }) => status === 200,
    );
    for (const id of ['live', 'ready', 'metrics', 'openapi', 'docs']) await walk.good(id);
  });

  it('and no operation is left out', () => {
    expect(walk.missing).toEqual([]);
  });

  describe('when it refuses', () => {
    const operations = description.operations.filter(({ access }) => access === 'operator');

    it.each(operations.map(({ id }) => id))('%s, who has no right', async (id) => {
      await walk.refused(id, 401, story);
      await walk.refused(id, 401, { ...story, token: randomUUID() });
    });

    it.each(operations.filter(({ path }) => path.includes('{slug}')).map(({ id, body }) => [id, body] as const))(
      '%s, of what is not there',
      async (id, body) => {
        const step = asOperator({ path: { slug: 'nowhere' }, ...(body ? { body: GOOD[id] } : {}) });
        expect((await walk.refused(id, 404, step)).type).toContain('article-not-found');
      },
    );

    it.each(operations.filter(({ body }) => body).map(({ id }) => id))('%s, what is no good body', async (id) => {
      const ask = (status: number, more: Step) => walk.refused(id, status, asOperator({ ...story, ...more }));
      await ask(400, { rawBody: '{"a":' });
      await ask(415, { rawBody: 'text', headers: { 'content-type': 'text/plain' } });
      await ask(413, { body: { body: 'x'.repeat(300_000) } });
      const extra = await ask(422, { body: { ...GOOD[id], nonsense: true } });
      expect(extra.errors).toEqual([{ path: '/nonsense', message: expect.any(String) }]);
    });
  });
});
