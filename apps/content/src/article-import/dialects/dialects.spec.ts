import { type RunningContent, startContent } from '@afterword/testing/content';
import { createImportFolder, type ImportFolder } from '@afterword/testing/import-folder';
import { png } from '@afterword/testing/png';
import { DIALECT_NAMES } from './dialects';
import { readForeignDate } from './foreign-date';

describe('files of other programs', () => {
  let service: RunningContent;
  let folder: ImportFolder;

  beforeAll(async () => {
    service = await startContent();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    folder = await createImportFolder(service);
  });
  afterEach(() => folder.remove());

  it('of Hugo: bundles, TOML, sections, aliases, drafts, and what is left out', async () => {
    await folder.write(
      'content/posts/hugo-bundle/index.md',
      [
        '+++',
        'title = "A bundle"',
        'Date = 2024-09-06T03:20:00+08:00',
        'lastmod = 2024-10-01',
        'tags = ["Rivers", "Old bells"]',
        'categories = ["rivers", "News"]',
        'aliases = ["/2019/Old-Post/", "/hugo-former.html"]',
        'weight = 3',
        '[params]',
        'hero = "x"',
        '+++',
        '![x](a.png) ![y](/img/s.png)',
        '',
        '<!--more-->',
        'Rest.',
      ].join('\n'),
    );
    await folder.write('content/posts/hugo-bundle/a.png', png(3, 2));
    await folder.write('static/img/s.png', png(4, 2));
    await folder.write('content/posts/_index.md', '---\ntitle: Posts\n---\n\nText\n');
    await folder.write('archetypes/default.md', '---\ntitle: "{{ .Name }}"\n---\n\nText\n');
    await folder.write('content/hugo-draft.md', '---\ntitle: D\ndraft: true\n---\n\nText\n');
    await folder.write('content/hugo-expired.md', '---\ntitle: D\nexpiryDate: 2020-01-01\n---\n\nText\n');
    await folder.write('content/hugo-two.fr.md', '---\ntitle: Deux\n---\n\nTexte\n');
    await folder.write('content/hugo-bad.md', '---\ntitle: T\ndate: 09/06/2024\n---\n\nText\n');
    const results = await folder.run({ from: 'hugo' });
    const outcomes = results.map((result) => [
      result.file.replace(`${folder.path}/`, ''),
      'reason' in result
        ? result.reason.replaceAll(`${folder.path}/`, '')
        : [result.status, result.draft, ...result.notes],
    ]);
    expect(outcomes).toEqual([
      [
        'content/hugo-bad.md',
        'content/hugo-bad.md:3:7: publishedAt: must be a date such as 2026-09-14 or 2026-09-14T06:30:00Z',
      ],
      ['content/hugo-draft.md', ['draft', 'it has draft: true', expect.stringContaining("the file's name → slug")]],
      ['content/hugo-expired.md', ['draft', 'it has expired', expect.stringContaining('left out: expiryDate')]],
      ['content/hugo-two.fr.md', ['published', null, expect.any(String)]],
      [
        'content/posts/hugo-bundle/index.md',
        [
          'published',
          null,
          "as Hugo writes it: Date → publishedAt, tags → topics, categories → topics, the file's name → slug; left out: lastmod, weight, params",
          'redirect its former addresses to its page: /2019/Old-Post/, /hugo-former.html',
        ],
      ],
      ['archetypes/default.md', expect.stringMatching(/belongs to the design/)],
      ['content/posts/_index.md', expect.stringMatching(/is the page of a section/)],
    ]);
    expect(await folder.stored('hugo-bundle')).toMatchObject({
      title: 'A bundle',
      publishedAt: '2024-09-05T19:20:00.000Z',
      topics: ['Rivers', 'Old bells', 'News'],
      aliases: ['hugo-former', 'old-post'],
      body: expect.not.stringContaining('more'),
      html: expect.stringMatching(/width="3".*width="4"/),
    });
    expect(await folder.stored('hugo-two-fr')).toMatchObject({ language: 'fr' });
    // Again, it changes nothing.
    expect((await folder.run({ from: 'hugo' })).map(({ outcome }) => outcome)).not.toContain('updated');
  });

  it('of Jekyll: dates in names, topics as words, drafts, former addresses', async () => {
    await folder.write(
      '_posts/2024-9-06-Old_bells.markdown',
      '---\nlayout: post\ntags: rivers bells\ncategory: News\npermalink: /:year/:title/\nredirect_from:\n  - /bells.html\n---\n\nText\n',
    );
    await folder.write(
      '_posts/2024-01-01-jekyll-two.md',
      '---\ntitle: 1984\ndate: 2024-02-03 04:05:06 +0200\n---\n\nText\n',
    );
    await folder.write('_posts/2024-01-01-jekyll-three.md', '---\npublished: false\n---\n\nText\n');
    await folder.write('_drafts/jekyll-four.md', '---\n---\n\nText\n');
    await folder.write('_includes/x.md', '---\n---\n\nText\n');
    const outcomes = (await folder.run({ from: 'jekyll' })).map((result) =>
      'reason' in result ? result.outcome : [result.url.split('/').at(-1), result.status, result.draft],
    );
    expect(outcomes).toEqual([
      ['jekyll-four', 'draft', 'it is in the folder _drafts'],
      ['jekyll-three', 'draft', 'it has published: false'],
      ['jekyll-two', 'published', null],
      ['old-bells', 'published', null],
      'skipped',
    ]);
    expect(await folder.stored('old-bells')).toMatchObject({
      title: 'Old bells',
      publishedAt: '2024-09-06T00:00:00.000Z',
      topics: ['rivers', 'bells', 'News'],
      aliases: ['bells'],
    });
    expect(await folder.stored('jekyll-two')).toMatchObject({ title: '1984', publishedAt: '2024-02-03T02:05:06.000Z' });
  });

  it('of Eleventy: collections are no topics, and permalink names the slug', async () => {
    await folder.write(
      'posts/2024-05-06-x.md',
      '---\ntitle: E\ntags: [posts, Rivers]\npermalink: "/writing/eleventy-one/"\ndescription: d\n---\n\nText\n',
    );
    await folder.write(
      'posts/eleventy-two/index.md',
      '---\ntitle: E\ndate: Last Modified\npermalink: false\n---\n\nText\n',
    );
    expect(
      (await folder.run({ from: 'eleventy' })).map((result) => ('draft' in result ? result.draft : result.reason)),
    ).toEqual([null, 'it has permalink: false']);
    expect(await folder.stored('eleventy-one')).toMatchObject({
      topics: ['Rivers'],
      publishedAt: '2024-05-06T00:00:00.000Z',
    });
  });

  it('of Astro: pubDate in words, and pictures elsewhere in the project', async () => {
    await folder.write('src/assets/hero.png', png(6, 2));
    await folder.write(
      'src/content/blog/astro-one.md',
      "---\ntitle: A\npubDate: 'Jul 08 2022'\nupdatedDate: 2023-01-01\nheroImage: ../../assets/hero.png\nauthor: Ada\n---\n\n![x](../../assets/hero.png)\n",
    );
    expect(await folder.outcomes({ from: 'astro' })).toEqual([
      expect.stringMatching(/^created: .*astro-one\.md\nnote: as Astro writes it: .*left out: updatedDate, heroImage$/),
    ]);
    expect(await folder.stored('astro-one')).toMatchObject({
      author: 'Ada',
      publishedAt: '2022-07-08T00:00:00.000Z',
      html: expect.stringContaining('width="6"'),
    });
  });

  it('of Ghost: names in objects, internal tags, paid posts', async () => {
    await folder.write('content/images/g.png', png(7, 2));
    await folder.write(
      'a.md',
      [
        '---',
        'title: G',
        'slug: ghost-one',
        'status: published',
        'published_at: 2024-09-06T03:20:00.000+00:00',
        'authors: [{name: Ada}, {name: Grace}]',
        'tags: [{name: Rivers}, {name: "#internal"}]',
        'feature_image: __GHOST_URL__/content/images/g.png',
        'custom_excerpt: x',
        '---',
        '![x](__GHOST_URL__/content/images/g.png)',
      ].join('\n'),
    );
    await folder.write('b.md', '---\ntitle: G\nslug: ghost-two\nvisibility: paid\n---\n\nText\n');
    await folder.write('c.md', '---\ntitle: G\nslug: ghost-three\nstatus: draft\n---\n\nText\n');
    expect(
      (await folder.run({ from: 'ghost' })).map((result) => ('draft' in result ? result.draft : result.reason)),
    ).toEqual([null, 'its visibility is paid', 'its status is draft']);
    expect(await folder.stored('ghost-one')).toMatchObject({
      author: 'Ada, Grace',
      topics: ['Rivers'],
      html: expect.stringContaining('width="7"'),
    });
  });

  it.each(DIALECT_NAMES)('of %s are refused without --from, which says so', async (name) => {
    await folder.write('a.md', '---\ntitle: T\ndate: 2024-09-06\n---\n\nText\n');
    expect(await folder.outcomes()).toEqual([
      expect.stringMatching(new RegExp(`^refused: a\\.md:3:1: date: .*--from .*${name}`)),
    ]);
  });

  it.each([
    ['2024-09-06', '2024-09-06'],
    ['2024-9-6', '2024-09-06'],
    ['2024-09-06 03:20', '2024-09-06T03:20:00'],
    ['2024-09-06T03:20:00', '2024-09-06T03:20:00'],
    ['2024-09-06 03:20:00.123 +0800', '2024-09-06T03:20:00+08:00'],
    ['2024-09-06 03:20:00 UTC', '2024-09-06T03:20:00Z'],
    ['2024-09-06T03:20:00-05', '2024-09-06T03:20:00-05:00'],
    ['Jul 08 2022', '2022-07-08'],
    ['July 8, 2022', '2022-07-08'],
    ['8 July 2022', '2022-07-08'],
    ['Fri, 06 Sep 2024 03:20:00 +0200', '2024-09-06T03:20:00+02:00'],
    ['09/06/2024', '09/06/2024'],
    ['Last Modified', 'Last Modified'],
    ['2024-13-45', '2024-13-45'],
  ])('the date %s is read as %s', (written, read) => {
    expect(readForeignDate(written)).toBe(read);
  });
});
