import { CreateArticleSchema } from '@afterword/contracts';
import { rowsOf } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { ArticleSaver } from '../article-import';
import { ArticleListsRepository } from './article-lists.repository';
import { LATEST_ARTICLES } from './article-lists.sql';
import { ArticlesRepository } from './articles.repository';

describe('the articles in the database', () => {
  let service: RunningContent;
  let repository: ArticlesRepository;
  let lists: ArticleListsRepository;

  beforeAll(async () => {
    service = await startContent();
    repository = service.app.get(ArticlesRepository);
    lists = service.app.get(ArticleListsRepository);
  });
  afterAll(() => service.stop());

  const save = (slug: string, fields: Record<string, unknown> = {}, publish = true) =>
    service.app
      .get(ArticleSaver)
      .save(CreateArticleSchema.parse({ slug, title: slug, body: 'Text', ...fields }), { publish });

  it('say whether there is any', async () => {
    expect(await repository.isEmpty()).toBe(true);
    await save('first', {}, false);
    expect(await repository.isEmpty()).toBe(false);
  });

  it('count the published articles of a topic, and call it what the latest of them does', async () => {
    await save('t-1', { topics: ['PRIVACY', 'Law'], publishedAt: '2026-01-01T00:00:00Z' });
    await save('t-2', { topics: ['Privacy'], publishedAt: '2026-01-02T00:00:00Z' });
    await save('t-3', { topics: ['privacy', 'Drafts'], publishedAt: '2026-01-03T00:00:00Z' }, false);
    expect(await lists.topics(10)).toEqual([
      { slug: 'privacy', name: 'Privacy', articles: 2 },
      { slug: 'law', name: 'Law', articles: 1 },
    ]);
    expect(await lists.topicName('privacy')).toBe('Privacy');
    expect(await lists.topicName('drafts')).toBeNull();
  });

  it('give in a list what a list shows, in its order', async () => {
    const original = { language: 'de', title: 'Auf Deutsch', body: 'Text' };
    await save('l-1', { topics: ['Lists'], publishedAt: '2025-01-01T00:00:00Z', author: 'A', original });
    await save('l-2', { topics: ['Lists'], publishedAt: '2025-01-02T00:00:00Z', language: 'fr' });
    const summaries = await lists.latestSummaries({ topic: 'lists', limit: 10, after: null });
    expect(summaries).toMatchObject([
      { slug: 'l-2', language: 'fr', author: null, comments: 0 },
      { slug: 'l-1', title: 'l-1', language: 'en', author: 'A', publishedAt: new Date('2025-01-01'), excerpt: 'Text' },
    ]);
    const [, last] = summaries;
    expect(await lists.latestSummaries({ topic: 'lists', limit: 10, after: last ?? null })).toEqual([]);
  });

  it('keep every topic and link of a long article once, in order', async () => {
    const topics = Array.from({ length: 20 }, (_, index) => `Topic ${index}`);
    const related = topics.map((title) => ({ title, url: 'https://news.example/' }));
    await save('long', { topics, related, original: { language: 'de', title: 'T', body: 'B' } });
    const article = await repository.find('long');
    expect(article?.topics.map(({ name }) => name)).toEqual(topics);
    expect(article?.related.map(({ title }) => title)).toEqual(topics);
    expect(article?.versions.map(({ original }) => original)).toEqual([false, true]);
  });

  it('are listed by walking an index, however many there are', async () => {
    const plan = await service.app.get(DataSource).transaction(async (tx) => {
      // A table of a few rows is read whole otherwise.
      await tx.query('set local enable_seqscan = off');
      const position = [new Date(), '01890000-0000-7000-8000-000000000000', 20];
      return rowsOf<{ 'QUERY PLAN': string }>(tx, `explain ${LATEST_ARTICLES}`, position);
    });
    const lines = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(lines).toMatch(/Index .*Scan using article_latest/);
    expect(lines).not.toMatch(/Sort/);
  });
});
