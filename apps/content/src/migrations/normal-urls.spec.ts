import type { Article } from '@afterword/contracts';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { expectStatus } from '@afterword/testing/api';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { DataSource } from 'typeorm';
import { NormalUrls1764000000008 } from './0009-normal-urls';

describe('URLs of articles', () => {
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

  it('are stored as browsers write them', async () => {
    const { source, related } = await create('given', GIVEN);
    expect([source?.url, ...related.map(({ url }) => url)]).toEqual([STORED[0], ...STORED]);
  });

  it('of before are mended by a migration', async () => {
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
});
