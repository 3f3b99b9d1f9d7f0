import { CreateArticleSchema } from '@afterword/contracts';
import { createService } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { expectStatus } from '@afterword/testing/api';
import { articleCalls } from '@afterword/testing/article-calls';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { poll } from '@afterword/testing/poll';
import { ArticleSaver } from '../article-import';
import { ContentModule } from '../content.module';
import { ArticlePublishing } from './article-publishing.service';

const FAR = '2999-01-01T00:00:00.000Z';

describe('a scheduled article', () => {
  let service: RunningContent;
  let number = 0;
  let slug: string;

  beforeAll(async () => {
    service = await startContent();
  });
  afterAll(() => service.stop());
  beforeEach(() => {
    number += 1;
    slug = `planned-${number}`;
  });

  const database = () => service.app.get(DataSource);
  const { operate, create: createDraft, announced: announcedOf } = articleCalls(() => service);
  const create = (fields: object = {}) => createDraft({ slug, ...fields });
  const publish = async (body?: object) => expectStatus(200, await operate('POST', `/${slug}/publish`, body));
  const status = async () => (await service.api.call('GET', `/articles/${slug}`)).status;
  const announced = () => announcedOf(slug);
  /** Its time comes. */
  const come = (of = slug) =>
    database().query(`update article set published_at = now() - interval '1 second' where slug = $1`, [of]);

  it('is not to be seen until its time has come; then it is, by itself, and engagement hears of it once', async () => {
    await create({ publishedAt: FAR });
    expect(await publish()).toMatchObject({ status: 'scheduled', publishedAt: FAR });
    expect(await publish()).toMatchObject({ status: 'scheduled' });
    expect(await status()).toBe(404);
    expect((await service.api.call<string>('GET', '/')).body).not.toContain(slug);
    expect(await announced()).toEqual([]);
    await come();
    await poll(status, (answer) => answer === 200);
    expect(await announced()).toEqual(['published']);
    await service.app.get(ArticlePublishing).publishDue();
    expect(await announced()).toEqual(['published']);
  });

  it('is told its time when it is published', async () => {
    await create();
    expect(await publish({ at: FAR })).toMatchObject({ status: 'scheduled', publishedAt: FAR });
    const earlier = '2998-01-01T00:00:00.000Z';
    expect(await publish({ at: earlier })).toMatchObject({ status: 'scheduled', publishedAt: earlier });
    const past = '2020-01-01T00:00:00.000Z';
    expect(await publish({ at: past })).toMatchObject({ status: 'published', publishedAt: past });
    expect(await announced()).toEqual(['published']);
  });

  it('can be edited, moved and taken back', async () => {
    await create({ publishedAt: FAR });
    await publish();
    expect(expectStatus(200, await operate('PATCH', `/${slug}`, { title: 'Edited' })).status).toBe('scheduled');
    expect(expectStatus(200, await operate('POST', `/${slug}/unpublish`)).status).toBe('draft');
    await come();
    expect(await service.app.get(ArticlePublishing).publishDue()).toBe(0);
    expect(await status()).toBe(404);
    await publish();
    expect(await status()).toBe(200);
    // Moving what is there to a later time takes it away until then.
    expect(expectStatus(200, await operate('PATCH', `/${slug}`, { publishedAt: FAR })).status).toBe('scheduled');
    expect(await status()).toBe(404);
    expect(await announced()).toEqual(['published', 'unpublished']);
    expectStatus(204, await operate('DELETE', `/${slug}`));
    expect(await announced()).toEqual(['published', 'unpublished']);
  });

  it('comes from a file with a date that lies ahead', async () => {
    const fields = CreateArticleSchema.parse({ slug, title: 'T', body: 'Text', publishedAt: FAR });
    const save = () => service.app.get(ArticleSaver).save(fields, { publish: true });
    expect(await save()).toMatchObject({ outcome: 'created', article: { status: 'scheduled' } });
    expect(await save()).toMatchObject({ outcome: 'unchanged' });
  });

  it('appears once where several processes look, also when one of them starts after the time has come', async () => {
    const slugs = Array.from({ length: 12 }, (_, index) => `${slug}-${index}`);
    for (slug of slugs) {
      await create({ publishedAt: FAR });
      await publish();
    }
    const other = await createService(service.config, ContentModule.forRoot(service.config));
    for (const one of slugs) await come(one);
    await other.init();
    try {
      const services = [service.app, other].map((app) => app.get(ArticlePublishing));
      const counts = await Promise.all([...services, ...services].map((articles) => articles.publishDue()));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(slugs.length);
      for (slug of slugs) {
        await poll(status, (answer) => answer === 200);
        expect(await announced()).toEqual(['published']);
      }
    } finally {
      await other.close();
    }
  });
});
