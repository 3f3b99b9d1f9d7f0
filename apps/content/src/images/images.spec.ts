import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Article } from '@afterword/contracts';
import { DataSource } from 'typeorm';
import { expectStatus } from '@afterword/testing/api';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { png } from '@afterword/testing/png';
import { ArticleImporter, type ImportedFile } from '../article-import';
import { ImageEntity } from './image.entity';
import { readImage, type ReadImage } from './read-image';
import { ImagesRepository } from './images.repository';

describe('pictures beside the files of articles', () => {
  let service: RunningContent;
  let folder: string;
  let number = 0;
  let slug: string;

  beforeAll(async () => {
    service = await startContent();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    number += 1;
    slug = `pictured-${number}`;
    folder = await mkdtemp(join(tmpdir(), 'afterword-images-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = (name: string, text: string | Buffer) => writeFile(join(folder, name), text);
  const article = (body: string, more = '') => write('a.md', `---\nslug: ${slug}\ntitle: T\n${more}---\n\n${body}\n`);
  async function run(dryRun = false): Promise<ImportedFile[]> {
    const results: ImportedFile[] = [];
    const imports = service.app.get(ArticleImporter).import(folder, { publish: true, dryRun });
    for await (const result of imports) results.push(result);
    return results;
  }
  const stored = async () => expectStatus(200, await service.api.call<Article>('GET', `/v1/articles/${slug}`));
  const count = () => service.app.get(DataSource).manager.count(ImageEntity);

  it('are stored, served for ever, and keep their place free', async () => {
    const bytes = png(40, 30);
    await write('a lamp.png', bytes);
    await article('![A lamp](a%20lamp.png "At night")\n\n![Half](<a lamp.png>){width=20}');
    expect(await run()).toMatchObject([{ outcome: 'created' }]);
    const { html, body } = await stored();
    const [, src = ''] =
      /<img src="https:\/\/paper\.example(\/images\/[0-9a-f]{32}\.png)" alt="A lamp" title="At night" width="40" height="30" loading="lazy"/.exec(
        html,
      ) ?? [];
    expect(html).toContain(`${src}" alt="Half" width="20" height="15"`);
    expect(body).toContain('(a%20lamp.png "At night")');
    const page = await service.api.call<string>('GET', `/articles/${slug}`);
    expect(page.body).toContain(`<img src="${src}"`);
    expect((await service.api.call<string>('GET', '/feed.xml')).body).toContain(
      `src=&quot;https://paper.example${src}`,
    );

    const answer = await fetch(service.url + src);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    });
    const etag = answer.headers.get('etag') ?? '';
    expect((await fetch(service.url + src, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('are the same when they are imported again, and others when their bytes are', async () => {
    await write('p.png', png(4, 3));
    await article('![x](p.png)');
    await run();
    expect(await run()).toMatchObject([{ outcome: 'unchanged' }]);
    const before = (await stored()).html;
    await write('p.png', png(4, 3, 200));
    expect(await run(true)).toMatchObject([{ outcome: 'updated', changed: [{ field: 'images' }] }]);
    expect((await stored()).html).toBe(before);
    expect(await run()).toMatchObject([{ outcome: 'updated', changed: [{ field: 'images' }] }]);
    expect((await stored()).html).not.toBe(before);
  });

  it('belong to the version that names them', async () => {
    await mkdir(join(folder, 'de'));
    await write('p.png', png(4, 3));
    await write('de/p.png', png(8, 6));
    await write('de/a.md', '---\ntitle: Auf Deutsch\n---\n\n![x](p.png)\n');
    await article('![x](p.png)', 'original:\n  language: de\n  file: de/a.md\n');
    await run();
    const { html, original } = await stored();
    expect(html).toContain('width="4" height="3"');
    expect(original?.html).toContain('width="8" height="6"');
  });

  it('stay when the article is edited over the API, and when its file comes back without them', async () => {
    await write('p.png', png(4, 3));
    await article('![x](p.png)');
    await run();
    await rm(join(folder, 'p.png'));
    expect(await run()).toMatchObject([{ outcome: 'unchanged' }]);
    await article('![x](p.png)\n\nMore.');
    expect(await run()).toMatchObject([{ outcome: 'updated', changed: [{ field: 'body' }] }]);
    expect((await stored()).html).toContain('width="4"');
  });

  it.each<[string, string, () => Promise<unknown>, RegExp]>([
    ['is not there', '![x](gone.png)', () => Promise.resolve(), /a\.md:8:1: the picture "gone\.png" is not there/],
    ['lies elsewhere', '![x](../up.png)', () => writeFile(join(folder, '../up.png'), png(1, 1)), /must lie in this/],
    ['is linked from elsewhere', '![x](l.png)', () => symlink('/etc/hosts', join(folder, 'l.png')), /must lie in this/],
    [
      'is a script',
      '![x](s.svg)',
      () => write('s.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'),
      /must be a picture of one of these/,
    ],
    ['is no picture', '![x](n.png)', () => write('n.png', randomBytes(500)), /must be a picture of one of these/],
    ['is a folder', '![x](f.png)', () => mkdir(join(folder, 'f.png')), /is not a file/],
    [
      'is huge',
      '![x](h.png)',
      () => write('h.png', Buffer.concat([png(1, 1), Buffer.alloc(5_300_000)])),
      /is larger than/,
    ],
    ['is endlessly wide', '![x](w.png)', () => write('w.png', png(10_001, 1)), /must be 1 to 10000 pixels/],
  ])('one that %s is refused with the line that names it', async (_name, body, prepare, reason) => {
    await prepare();
    await article(`Text.\n\n${body}`);
    expect(await run()).toMatchObject([{ outcome: 'refused', reason: expect.stringMatching(reason) }]);
    expect(await run()).toMatchObject([{ reason: expect.stringMatching(/a\.md:8:1: /) }]);
  });

  it('go when nothing has needed them for a month', async () => {
    const images = service.app.get(ImagesRepository);
    await write('p.png', png(5, 5));
    await article('![x](p.png)');
    await run();
    await images.store(readImage(png(9, 9)) as ReadImage);
    const before = await count();
    await service.app.get(DataSource).query(`update image set created_at = now() - interval '31 days'`);
    await images.forgetUnused();
    const kept = await count();
    expect(kept).toBe(before - 1);
    const { html } = await stored();
    const [src = ''] = /\/images\/[0-9a-f]{32}\.png/.exec(html) ?? [];
    expect((await fetch(service.url + src)).status).toBe(200);
    for (const name of ['0'.repeat(32) + '.png', src.replace('/images/', '').replace('.png', '.svg'), 'x', '%00']) {
      expect([name, (await fetch(`${service.url}/images/${name}`)).status]).toEqual([name, 404]);
    }
  });
});
