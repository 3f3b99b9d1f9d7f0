import type { Problem } from '@afterword/contracts';
import { DataSource } from 'typeorm';
import { expectStatus } from '@afterword/testing/api';
import { articleCalls } from '@afterword/testing/article-calls';
import { createImportFolder } from '@afterword/testing/import-folder';
import { type RunningContent, startContent } from '@afterword/testing/content';

describe('the archive', () => {
  let service: RunningContent;

  beforeAll(async () => {
    service = await startContent();
    for (let index = 10; index < 35; index += 1) await publish(`march-${index}`, `2024-03-01T00:00:${index}Z`);
    await publish('last-of-march', '2024-03-31T23:59:59Z');
    await publish('first-of-april', '2024-04-01T00:00:00Z');
    await publish('earlier', '2023-12-31T23:59:59Z');
  });
  afterAll(() => service.stop());

  const { operate, publish: publishArticle } = articleCalls(() => service);
  const publish = (slug: string, publishedAt: string) => publishArticle({ slug, publishedAt });
  const page = async (path: string) => expectStatus(200, await service.api.call<string>('GET', path));
  const listed = (html: string) => [...html.matchAll(/<h2><a href="\/articles\/([^"]+)">/g)].map(([, slug]) => slug);

  it('names the years and months in which something was published', async () => {
    const html = await page('/archive');
    expect([...html.matchAll(/<a href="(\/archive\/[^"]+)">([^<]+)</g)].map(([, path, text]) => [path, text])).toEqual([
      ['/archive/2024', '2024'],
      ['/archive/2024/04', 'April 2024 · 1 article'],
      ['/archive/2024/03', 'March 2024 · 26 articles'],
      ['/archive/2023', '2023'],
      ['/archive/2023/12', 'December 2023 · 1 article'],
    ]);
    expect(await page('/topics')).toContain('<a href="/archive">');
  });

  it('lists a month and a year, the latest first, page by page, and nothing of another time', async () => {
    const march = ['last-of-march', ...Array.from({ length: 25 }, (_, index) => `march-${34 - index}`)];
    for (const [path, expected] of [
      ['/archive/2024/03', march],
      ['/archive/2024', ['first-of-april', ...march]],
      ['/archive/2023', ['earlier']],
    ] as const) {
      const seen: (string | undefined)[] = [];
      for (let next: string | undefined = path; next !== undefined;) {
        const html: string = await page(next);
        seen.push(...listed(html));
        next = /<a href="([^"]+)" rel="next">/.exec(html)?.[1];
      }
      expect([path, seen]).toEqual([path, expected]);
    }
    expect(await page('/archive/2024/03')).toContain('<h1 dir="auto">March 2024</h1>');
  });

  it("has the months of the publication's time zone, and so have the dates of articles", async () => {
    const { databaseUrl } = service.config;
    const [east, west] = await Promise.all(
      ['Pacific/Auckland', 'America/New_York'].map((timeZone) => startContent({ databaseUrl, timeZone })),
    );
    const read = async (zone: RunningContent, path: string) =>
      expectStatus(200, await zone.api.call<string>('GET', path));
    try {
      // 23:59 UTC at the end of March is April in Auckland; 00:00 UTC at its start is February in New York.
      expect(listed(await read(east!, '/archive/2024/04'))).toEqual(['first-of-april', 'last-of-march']);
      expect(listed(await read(west!, '/archive/2024/03'))).toEqual(['first-of-april', 'last-of-march']);
      expect(listed(await read(west!, '/archive/2024/02'))).toHaveLength(20);
      expect(await read(east!, '/archive')).toContain('March 2024 · 25 articles');
      expect(await read(west!, '/archive')).toContain('February 2024 · 25 articles');
      const times = await Promise.all(
        [service, east!, west!].flatMap((zone) =>
          ['/articles/last-of-march', '/archive/2024', '/search?q=last-of-march'].map(async (path) => {
            const html = await read(zone, path);
            return /<span title="([^"]+)"><time datetime="2024-03-31T23:59:59.000Z" dir="auto">([^<]+)</
              .exec(html)
              ?.slice(1);
          }),
        ),
      );
      expect(times).toEqual([
        ...Array<string[]>(3).fill(['31 March 2024 at 23:59 UTC', '31 March 2024']),
        ...Array<string[]>(3).fill(['1 April 2024 at 12:59 GMT+13', '1 April 2024']),
        ...Array<string[]>(3).fill(['31 March 2024 at 19:59 GMT-4', '31 March 2024']),
      ]);
      // A date in a file is that day for readers.
      const files = await createImportFolder(west!);
      await files.write('leap-day.md', '---\ntitle: Leap day\npublishedAt: 2020-02-29\n---\n\nText.\n');
      await files.run();
      await files.remove();
      expect(listed(await read(west!, '/archive/2020/02'))).toEqual(['leap-day']);
      expect(await read(west!, '/articles/leap-day')).toContain('29 February 2020 at 00:00 GMT-5');
    } finally {
      await Promise.all([east!.stop(), west!.stop()]);
    }
  });

  it('has a page for every month that it names, also of dates that are out of range today', async () => {
    await publish('first-year', '1000-01-01T00:00:00Z');
    for (const [slug, time] of [
      ['ancient', '0001-01-01T00:00:00Z'],
      ['early', '0099-12-31T23:59:59Z'],
    ] as const) {
      await publish(slug, '1000-01-01T00:00:00Z');
      await service.app.get(DataSource).query('update article set published_at = $2 where slug = $1', [slug, time]);
    }
    const paths = [...(await page('/archive')).matchAll(/<a href="(\/archive\/[^"]+)">/g)].map(([, path = '']) => path);
    expect(paths).toEqual(expect.arrayContaining(['/archive/0001/01', '/archive/0099', '/archive/1000/01']));
    for (const path of paths) expect([path, listed(await page(path)).length > 0]).toEqual([path, true]);
  });

  it.each(['0000-01-01T00:00:00Z', '0999-12-31T23:59:59Z', '+010000-01-01T00:00:00Z', '9999-12-31T23:59:59-05:00'])(
    'no article is published at %s, by its fields or by the call',
    async (at) => {
      const fields = { slug: 'out-of-range', title: 'T', body: 'Text' };
      for (const answer of [
        await operate<Problem>('POST', '', { ...fields, publishedAt: at }),
        await operate<Problem>('PATCH', '/earlier', { publishedAt: at }),
        await operate<Problem>('POST', '/earlier/publish', { at }),
      ]) {
        expect(answer).toMatchObject({
          status: 422,
          body: { errors: [{ message: expect.stringMatching(/^must be/) }] },
        });
      }
    },
  );

  it('continues behind any time that a cursor can name', async () => {
    const id = '00000000-0000-7000-8000-000000000000';
    for (const [time, status] of [
      ['0000-01-01T00:00:00.000Z', 200],
      ['9999-12-31T23:59:59.999Z', 200],
      ['+275760-09-13T00:00:00.000Z', 422],
      ['-271821-04-20T00:00:00.000Z', 422],
    ] as const) {
      const cursor = Buffer.from(JSON.stringify([time, id])).toString('base64url');
      expect([time, (await service.api.call('GET', `/v1/articles?cursor=${cursor}`)).status]).toEqual([time, status]);
    }
  });

  it.each(['/archive/2022', '/archive/2024/05', '/archive/2024/13', '/archive/2024/3', '/archive/24', '/archive/%00'])(
    '%s is no page',
    async (path) => {
      expect((await service.api.call('GET', path)).status).toBe(404);
    },
  );
});
