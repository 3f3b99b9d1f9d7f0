import { type ArticleState, CreateArticleSchema } from '@afterword/contracts';
import { createQueueBackend, LinkConsumer, LinkProducer, OpenQueues, rowsOf } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { poll } from '@afterword/testing/poll';
import { ArticleSaver } from '../article-import';
import { OutboxRelay } from './outbox.relay';
import { DELETE_REPLACED, RESEND_ALL, RESEND_OLD } from './outbox.sql';

interface Received extends ArticleState {
  name: string;
}

describe('the outbox', () => {
  let service: RunningContent;
  let database: DataSource;
  let received: Received[];
  let stopConsuming: () => Promise<void>;
  let number = 0;
  let slug: string;

  beforeAll(async () => {
    service = await startContent();
    database = service.app.get(DataSource);
    const backend = createQueueBackend(service.config);
    const opened = new OpenQueues(backend);
    const keep = (name: string) => (state: ArticleState) => {
      received.push({ name, ...state });
      return Promise.resolve();
    };
    new LinkConsumer(backend, opened).consume('articles', {
      'article.published': keep('published'),
      'article.updated': keep('updated'),
      'article.unpublished': keep('unpublished'),
    });
    stopConsuming = () => opened.onApplicationShutdown();
  });
  afterAll(async () => {
    await stopConsuming();
    await service.stop();
  });
  beforeEach(() => {
    received = [];
    number += 1;
    slug = `told-${number}`;
  });

  const save = (title: string, publish = true) =>
    service.app.get(ArticleSaver).save(CreateArticleSchema.parse({ slug, title, body: 'Text' }), { publish });
  const of = (page: string) => received.filter((message) => message.page === page);
  const unsent = async () => {
    const [row] = await rowsOf<{ count: number }>(
      database,
      'select count(*) as count from outbox where sent_at is null',
    );
    return row?.count;
  };

  /** Two states of one page, both sent. */
  async function tellTwice(): Promise<void> {
    await save('One');
    await save('Two');
    await poll(
      () => of(slug).length,
      (count) => count === 2,
    );
    await poll(unsent, (count) => count === 0);
  }

  async function expectNewestAgain(): Promise<void> {
    const again = await poll(
      () => of(slug),
      ({ length }) => length === 3,
    );
    expect(again[2]).toMatchObject({ name: 'updated', title: 'Two' });
  }

  it('is emptied onto the queue: the whole state of the article, with a version that grows', async () => {
    const { article } = await save('A title');
    await poll(
      () => of(slug).length,
      (count) => count === 1,
    );
    expect(of(slug)).toEqual([
      {
        name: 'published',
        schemaVersion: 1,
        site: 'demo',
        page: slug,
        version: article.version,
        url: `https://paper.example/articles/${slug}`,
        title: 'A title',
        aliases: [],
        occurredAt: expect.any(String),
      },
    ]);
    await save('Another title');
    const [, second] = await poll(
      () => of(slug),
      ({ length }) => length === 2,
    );
    expect(second).toMatchObject({ name: 'updated', title: 'Another title' });
    expect(second?.version).toBeGreaterThan(article.version);
    await poll(unsent, (count) => count === 0);
  });

  it('says nothing of drafts', async () => {
    await save('A draft', false);
    expect(await service.app.get(OutboxRelay).tick()).toBe(0);
  });

  it('sends again what a crash left unmarked', async () => {
    await save('Twice');
    await poll(
      () => of(slug).length,
      (count) => count === 1,
    );
    await poll(unsent, (count) => count === 0);
    await database.query(`update outbox set sent_at = null where payload ->> 'page' = $1`, [slug]);
    const [first, second] = await poll(
      () => of(slug),
      ({ length }) => length === 2,
    );
    expect(second).toEqual(first);
  });

  it('keeps what the queue does not take, and sends it when it does', async () => {
    const producer = service.app.get(LinkProducer);
    const add = jest.spyOn(producer, 'add').mockRejectedValue(new Error('The queue is away'));
    await save('Patient');
    await poll(
      () => add.mock.calls.length,
      (calls) => calls > 1,
    );
    expect(await unsent()).toBe(1);
    add.mockRestore();
    await poll(
      () => of(slug).length,
      (count) => count === 1,
    );
  });

  it('tells the newest of each page again when it was told long ago', async () => {
    await tellTwice();
    await database.query(RESEND_OLD, [6]);
    expect(await unsent()).toBe(0);

    await database.query(`update outbox set sent_at = sent_at - interval '7 hours' where payload ->> 'page' = $1`, [
      slug,
    ]);
    await database.query(RESEND_OLD, [6]);
    await expectNewestAgain();
  });

  it('sends the newest of each page to a queue that has lost everything, and forgets the older ones', async () => {
    await tellTwice();
    await database.query(RESEND_ALL);
    await expectNewestAgain();
    await poll(unsent, (count) => count === 0);

    await database.query(`update outbox set sent_at = now() - interval '2 days'`);
    await database.query(DELETE_REPLACED);
    const left = await rowsOf<{ page: string; title: string }>(
      database,
      `select payload ->> 'page' as page, payload ->> 'title' as title from outbox order by id`,
    );
    expect(new Set(left.map(({ page }) => page)).size).toBe(left.length);
    expect(left.at(-1)).toEqual({ page: slug, title: 'Two' });
  });
});
