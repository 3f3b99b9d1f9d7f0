import { randomBytes } from 'node:crypto';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { DataSource } from 'typeorm';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { createImportFolder, type ImportFolder } from '@afterword/testing/import-folder';
import { png } from '@afterword/testing/png';
import { ImageEntity } from './image.entity';
import { ImageMender } from './image-mender';
import { processImage, type ProcessedImage, readImage, type ReadImage } from './picture-processing';
import { ImagesRepository } from './images.repository';

describe('pictures beside the files of articles', () => {
  let service: RunningContent;
  let imported: ImportFolder;
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
    imported = await createImportFolder(service);
    folder = imported.path;
  });
  afterEach(() => imported.remove());

  const write = (name: string, text: string | Buffer) => imported.write(name, text);
  const article = (body: string, more = '') => write('a.md', `---\nslug: ${slug}\ntitle: T\n${more}---\n\n${body}\n`);
  const run = (dryRun = false) => imported.run({ dryRun });
  const stored = () => imported.stored(slug);
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
    const pixels = (image: Buffer) => sharp(image).raw().toBuffer();
    expect(await pixels(Buffer.from(await answer.arrayBuffer()))).toEqual(await pixels(bytes));
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
    await images.store((await processImage((await readImage(png(9, 9))) as ReadImage)) as ProcessedImage);
    const before = await count();
    await service.app.get(DataSource).query(`update image set created_at = now() - interval '31 days'`);
    await images.forgetUnused();
    const kept = await count();
    expect(kept).toBe(before - 1);
    const { html } = await stored();
    const [src = ''] = /\/images\/[0-9a-f]{32}\.png/.exec(html) ?? [];
    expect((await fetch(service.url + src)).status).toBe(200);
    for (const name of [
      '0'.repeat(32) + '.png',
      src.replace('/images/', '').replace('.png', '.svg'),
      src.replace('/images/', '').replace('.png', '-480.webp'),
      'x',
      '%00',
    ]) {
      expect([name, (await fetch(`${service.url}/images/${name}`)).status]).toEqual([name, 404]);
    }
  });

  const SECRET = 'Somewhere 51.5 N';
  /** A photograph of 900 by 600 pixels as it is shown, which its file stores on its side, with the place where it was taken. */
  const photograph = (format: 'jpeg' | 'png' | 'webp' | 'avif') =>
    sharp({
      create: {
        width: 600,
        height: 900,
        channels: 3,
        background: '#446',
        noise: { type: 'gaussian', mean: 99, sigma: 20 },
      },
    })
      .withMetadata({ orientation: 8 })
      .withExifMerge({ IFD0: { Copyright: SECRET }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
      .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- ${SECRET} --></x:xmpmeta>`)
      .toFormat(format, { quality: 80, ...(format === 'avif' && { effort: 0 }) })
      .toBuffer();
  const served = async (path: string) => Buffer.from(await (await fetch(service.url + path)).arrayBuffer());
  const addressesIn = (html: string) => [...new Set(html.match(/\/images\/[0-9a-f]{32}[-0-9]*\.[a-z]+/g))];

  it.each(['jpeg', 'png', 'webp', 'avif'] as const)(
    'are turned and without metadata as %s, in several widths',
    async (format) => {
      await write('p.img', Buffer.concat([await photograph(format), Buffer.from(`after the end: ${SECRET}`)]));
      await article('![x](p.img) ![y](p.img){width=300}');
      expect(await run()).toMatchObject([{ outcome: 'created' }]);
      const { html } = await stored();
      expect(html).toMatch(/ width="900" height="600"/);
      expect(html).toMatch(/ width="300" height="200"/);
      expect(html).toMatch(
        /srcset="[^"]*-480\.webp 480w, [^"]*\.(jpg|png|webp|avif) 900w" sizes="min\(42rem, 100vw\)"/,
      );
      expect(html).toContain('sizes="min(300px, 100vw)"');
      const addresses = addressesIn(html);
      expect(addresses.length).toBeGreaterThanOrEqual(2);
      for (const address of addresses) {
        const bytes = await served(address);
        const { width, height, orientation, exif, xmp } = await sharp(bytes).metadata();
        expect([address, width / height, orientation, exif, xmp]).toEqual([
          address,
          1.5,
          undefined,
          undefined,
          undefined,
        ]);
        expect(bytes.includes(SECRET)).toBe(false);
        expect(String(width)).toBe(/-(\d+)\.webp$/.exec(address)?.[1] ?? '900');
      }
      const feed = await service.api.call<string>('GET', '/feed.xml');
      for (const address of addresses) expect(feed.body).toContain(`https://paper.example${address}`);
      expect(feed.body).not.toMatch(/[; ]\/images\//);
    },
  );

  it.each(['gif', 'webp'] as const)('stay animated as %s', async (format) => {
    const frames = Buffer.concat([Buffer.alloc(4 * 4 * 3, 10), Buffer.alloc(4 * 4 * 3, 200)]);
    const raw = { width: 4, height: 8, channels: 3 as const, pageHeight: 4 };
    await write(
      'p.img',
      await sharp(frames, { raw })
        .toFormat(format, { loop: 0, delay: [100, 100] })
        .toBuffer(),
    );
    await article('![x](p.img)');
    await run();
    const { html } = await stored();
    expect(html).toContain('width="4" height="4"');
    expect(await sharp(await served(addressesIn(html)[0]!), { animated: true }).metadata()).toMatchObject({ pages: 2 });
  });

  it('are refused where their file is damaged', async () => {
    await write('p.png', png(400, 300).subarray(0, 60));
    await article('![x](p.png)');
    expect(await run()).toMatchObject([
      { outcome: 'refused', reason: expect.stringMatching(/a\.md:6:1: the picture "p\.png" /) },
    ]);
  });

  it('are written anew where an earlier version stored them as they came', async () => {
    const file = await photograph('jpeg');
    await write('p.jpg', file);
    await article('![x](p.jpg)');
    await run();
    const database = service.app.get(DataSource);
    const before = await stored();
    const [current = ''] = addressesIn(before.html).filter((address) => address.endsWith('.jpg'));
    const old = '0123456789abcdef0123456789abcdef';
    // As the version before stored it.
    await database.query('delete from image where id = $1', [current.slice(8, 40)]);
    await database.query(
      `insert into image (id, type, width, height, bytes, pipeline) values ($1, 'jpg', 600, 900, $2, 0)`,
      [old, file],
    );
    await database.query(
      `update article_version v set html = '<img src="/images/${old}.jpg" width="600" height="900">',
              images = '[{"path": "p.jpg", "src": "/images/${old}.jpg", "width": 600, "height": 900}]'
         from article a where a.id = v.article_id and a.slug = $1`,
      [slug],
    );
    const mender = service.app.get(ImageMender);
    expect(await mender.tick()).toBe(1);
    expect(await mender.tick()).toBe(0);
    const after = await stored();
    expect(after).toMatchObject({ html: before.html, updatedAt: before.updatedAt });
    // Lists show the new one, too.
    const { body: list } = await service.api.call<string>('GET', '/');
    expect([list.includes(current), list.includes(old)]).toEqual([true, false]);
    for (const address of [...addressesIn(after.html), `/images/${old}.jpg`]) {
      expect([address, (await served(address)).includes(SECRET)]).toEqual([address, false]);
    }
    expect(await run()).toMatchObject([{ outcome: 'unchanged' }]);
  });

  it('are shown by lists, the first that is large enough, and not loaded before they are needed', async () => {
    const listed = async () => {
      const { body } = await service.api.call<string>('GET', '/');
      const [, item = ''] = new RegExp(`<li [^>]*><div><h2><a href="/articles/${slug}">(.*?)</li>`).exec(body) ?? [];
      return item;
    };
    await write('icon.png', png(40, 30));
    await write('wide.png', png(1_200, 800));
    await write('other.png', png(600, 400));
    const photo = png(300, 200);
    await write('photo.png', photo);
    await article('![Icon](icon.png) Text\n\n![Far away](https://pictures.example/large.png)\n\n![x](photo.png)');
    await run();
    expect(await listed()).toMatch(
      /<\/p><\/div><img src="\/images\/[0-9a-f]{32}\.png" sizes="9rem" width="300" height="200" alt fetchpriority="high"/,
    );
    expect(await listed()).toContain('<span>1 min read</span>');
    await article(`![x](wide.png)\n\n![x](other.png)\n\n${'Word '.repeat(700)}`);
    await run();
    expect(await listed()).toMatch(
      /<img src="\/images\/[0-9a-f]{32}\.png" srcset="\/images\/[0-9a-f]{32}-\d+\.webp \d+w, [^"]*1200w" sizes="9rem" width="1200"/,
    );
    expect(await listed()).toContain('<span>3 min read</span>');
    // Below another article.
    const before = slug;
    slug = `${slug}-later`;
    await article('No picture.');
    await run();
    expect(await listed()).not.toContain('<img');
    slug = before;
    expect(await listed()).toContain('alt loading="lazy" decoding="async"');
  });
});
