import type { Article } from '@afterword/contracts';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { expectStatus } from '@afterword/testing/api';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { DataSource } from 'typeorm';
import { NormalUrls1764000000008 } from './0009-normal-urls';
import { OneLineTexts1764000000011 } from './0012-one-line-texts';

describe('articles that were stored before', () => {
  let service: RunningContent;

  beforeAll(async () => {
    service = await startContent();
  });
  afterAll(() => service.stop());

  const GIVEN = ['https://paper.example/خبر', 'https://paper.example/a b', 'https://paper.example'];
  const STORED = ['https://paper.example/%D8%AE%D8%A8%D8%B1', 'https://paper.example/a%20b', 'https://paper.example/'];
  const create = async (slug: string, urls: string[]) => {
    const related = urls.map((url) => ({ title: 'Related', url }));
    const body = { slug, title: 'T', body: 'Text', source: { name: 'Source', url: urls[0] }, related };
    return expectStatus(201, await service.api.call<Article>('POST', '/v1/articles', { token: ADMIN_TOKEN, body }));
  };

  it('have URLs as browsers write them now', async () => {
    const { source, related } = await create('given', GIVEN);
    expect([source?.url, ...related.map(({ url }) => url)]).toEqual([STORED[0], ...STORED]);
  });

  it('get such URLs by a migration', async () => {
    await create('before', STORED);
    const database = service.app.get(DataSource);
    await database.query(`update article set source_url = $1 where slug = 'before'`, [GIVEN[0]]);
    for (const [position, url] of GIVEN.entries())
      await database.query(
        `update related_link set url = $1
          where position = $2 and article_id = (select id from article where slug = 'before')`,
        [url, position],
      );
    const runner = database.createQueryRunner();
    await new NormalUrls1764000000008().up(runner);
    await runner.release();
    expectStatus(200, await service.api.call('POST', '/v1/articles/before/publish', { token: ADMIN_TOKEN }));
    const answer = await service.api.call<Article>('GET', '/v1/articles/before');
    const { source, related } = expectStatus(200, answer);
    expect([source?.url, ...related.map(({ url }) => url)]).toEqual([STORED[0], ...STORED]);
  });

  it('get texts of one line by a migration, and can be changed then', async () => {
    await create('lines', STORED);
    const database = service.app.get(DataSource);
    const id = "(select id from article where slug = 'lines')";
    const set = (table: string, column: string, value: string) =>
      database.query(`update ${table} set ${column} = $1 where ${table === 'article' ? 'id' : 'article_id'} = ${id}`, [
        value,
      ]);
    await set('article_version', 'title', '\u202eTwo\nlines\u0007 a' + '\u0301'.repeat(79));
    await set('article', 'author', '\u3164\u200b');
    await set('article', 'source_name', '\u2800');
    await set('related_link', 'title', 'می\u200cخواهم \u2066x\u2069');
    await database.query(
      `insert into article_topic (article_id, position, name, slug) values (${id}, 0, $1, 'a-topic')`,
      ['A\u200b topic'],
    );
    const operator = { token: ADMIN_TOKEN };
    const change = () =>
      service.api.call<Article>('PATCH', '/v1/articles/lines', { ...operator, body: { body: 'Other text' } });

    const runner = database.createQueryRunner();
    await new OneLineTexts1764000000011().up(runner);
    await runner.release();

    const article = expectStatus(200, await change());
    expect(article).toMatchObject({
      title: 'Two lines \u00e1',
      author: null,
      source: { name: STORED[0] },
      topics: ['A topic'],
    });
    expect(article.related.map(({ title }) => title)).toEqual(STORED.map(() => 'می\u200cخواهم x'));
  });
});
