import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { createImportFolder, type ImportFolder } from '@afterword/testing/import-folder';
import { png } from '@afterword/testing/png';

describe('importing a folder', () => {
  let service: RunningContent;
  let folder: ImportFolder;
  let number = 0;
  let slug: string;

  beforeAll(async () => {
    service = await startContent();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    number += 1;
    slug = `found-${number}`;
    folder = await createImportFolder(service);
  });
  afterEach(() => folder.remove());

  it('names each file that it skips, and why', async () => {
    await folder.write(`${slug}.md`, '---\ntitle: A\noriginal: {language: de, file: a.de.md}\n---\n\n![x](used.png)\n');
    await folder.write('a.de.md', '---\ntitle: A auf Deutsch\n---\n\nText\n');
    await folder.write('README.md', '# About\n');
    await folder.write('late.md', '\n---\ntitle: Late\n---\n\nText\n');
    await folder.write('layout.md', '---\nlayout: x\n---\n\nText\n');
    await folder.write('page.mdx', '---\ntitle: X\n---\n\n<X/>\n');
    await folder.write('notes.txt', 'Notes');
    await folder.write('used.png', png(2, 1));
    await folder.write('other.PNG', png(3, 1));
    await folder.write('.git/config', 'x');
    await folder.write('._a.md', Buffer.from([0, 5, 22, 7]));
    await folder.write('node_modules/p/README.md', '---\ntitle: P\n---\n\nText\n');
    await symlink(join(folder.path, 'a.md'), join(folder.path, 'linked.md'));
    expect(await folder.outcomes()).toEqual([
      `created: ${slug}.md`,
      'skipped: ._a.md: is a hidden file',
      'skipped: .git: is a hidden folder',
      'skipped: README.md: has no front matter on its first line',
      'skipped: late.md: has no front matter on its first line',
      'skipped: layout.md: its front matter has neither "title" nor "slug"',
      'skipped: linked.md: is a symbolic link',
      'skipped: node_modules: is a folder of packages',
      'skipped: notes.txt: is not Markdown (.md, .markdown, .mdown, .mkdn, .mkd)',
      expect.stringMatching(/^skipped: page\.mdx: is MDX/),
      'skipped: other.PNG: is a picture that no imported article names',
    ]);
  });

  it.each([
    ['a.MD', '---\ntitle: T\n---\n\nText\n'],
    ['a.markdown', '---\ntitle: T\n---\n\nText\n'],
    ['a.md', '+++\ntitle = "T"\n+++\n\nText\n'],
    ['a.md', '---toml\ntitle = "T"\n---\n\nText\n'],
    ['a.md', '{\n  "title": "T"\n}\n\nText\n'],
    ['a.md', '---json\n{"title": "T"}\n---\n\nText\n'],
    ['a.md', '\ufeff---  \r\ntitle: T\r\n...\r\n\r\nText\r\n'],
  ])('reads %s with %j', async (name, text) => {
    await folder.write(`${slug}-${name}`, text);
    expect(await folder.outcomes()).toEqual([`created: ${slug}-${name}`]);
    expect(await folder.stored(`${slug}-a`)).toMatchObject({ title: 'T', body: 'Text' });
  });

  it('reads every field of TOML, its dates as they are written', async () => {
    await folder.write(
      'a.md',
      [
        '+++',
        `slug = "${slug}"`,
        'title = "T"',
        'publishedAt = 2024-09-06T03:20:00+02:00',
        'topics = ["One", "Two words"]',
        '[source]',
        'name = "news.example"',
        'url = "https://news.example/a"',
        '[[related]]',
        'title = "Another"',
        'url = "https://news.example/b"',
        '+++',
        'Text',
      ].join('\n'),
    );
    expect(await folder.outcomes()).toEqual(['created: a.md']);
    expect(await folder.stored(slug)).toMatchObject({
      publishedAt: '2024-09-06T01:20:00.000Z',
      topics: ['One', 'Two words'],
      source: { name: 'news.example', url: 'https://news.example/a' },
      related: [{ title: 'Another', url: 'https://news.example/b' }],
    });
  });

  it('refuses a file alone, with its name and line, and reads the others', async () => {
    const yaml = (more: string) => `---\ntitle: T\n${more}\n---\n\nText\n`;
    const toml = (more: string) => `+++\ntitle = "T"\n\n# About\n${more}\n+++\nText\n`;
    await folder.write('01-late.md', yaml('publishedAt: 9999-12-31T23:59:59-05:00'));
    await folder.write('02-early.md', yaml('publishedAt: 0001-01-01'));
    await folder.write('03-before.md', yaml('publishedAt: 1000-01-01T00:30:00+01:00'));
    await folder.write('04-late.md', toml('publishedAt = 9999-12-31T23:59:59-05:00'));
    await folder.write('05-toml.md', toml('topics = [\n  "a",\n  7,\n]'));
    await folder.write('06-toml.md', toml('title = "U"'));
    await folder.write('07-toml.md', toml('a = ['));
    await folder.write('08-empty.md', '---\n---\n\nText\n');
    await folder.write('09-open.md', '---\ntitle: T\n\nText\n');
    await folder.write('10-deep.md', `---\ntitle: T\n---\n\n${'> '.repeat(30_000)}x\n`);
    await folder.write('11-same.md', yaml(`slug: ${slug}\naliases: [${slug}-x]`));
    await folder.write('12-same.md', yaml(`aliases: [${slug}-x]`));
    await folder.write('13-same.md', yaml(`slug: ${slug}`));
    await folder.write('14-last.md', yaml(`slug: ${slug}-last`));
    const range = 'must be in the years 1000 to 9999, in UTC';
    const outcomes = await folder.outcomes();
    expect(outcomes.filter((_outcome, index) => index !== 9)).toEqual([
      `refused: 01-late.md:3:14: publishedAt: ${range}`,
      `refused: 02-early.md:3:14: publishedAt: ${range}`,
      `refused: 03-before.md:3:14: publishedAt: ${range}`,
      `refused: 04-late.md:5:1: publishedAt: ${range}`,
      expect.stringMatching(/^refused: 05-toml\.md:5:1: topics\.1: must be/),
      expect.stringMatching(/^refused: 06-toml\.md:5:\d+: /),
      expect.stringMatching(/^refused: 07-toml\.md:\d+:\d+: /),
      'refused: 08-empty.md:2:1: title: is missing',
      expect.stringMatching(/^refused: 09-open\.md:1:1: must begin with front matter/),
      'created: 11-same.md',
      `refused: 12-same.md:3:11: aliases.0: "${slug}-x" is that of 11-same.md too`,
      expect.stringMatching(/^refused: 13-same\.md:3:7: slug: .* is that of 11-same\.md too$/),
      'created: 14-last.md',
    ]);
    expect(outcomes[9]).toMatch(/^(created|refused): 10-deep\.md/);
  });

  it('finds a file in whichever way its name is spelled in Unicode', async () => {
    await folder.write('plain.png', png(1, 1));
    const letters = fc.stringMatching(/^[éüñçøåが한ệ]{1,4}$/u);
    await fc.assert(
      fc.asyncProperty(letters, letters, fc.boolean(), async (name, folderName, isDecomposed) => {
        const [onDisk, inText] = isDecomposed ? (['NFD', 'NFC'] as const) : (['NFC', 'NFD'] as const);
        const at = (form: 'NFC' | 'NFD') => `${folderName}/${name}`.normalize(form);
        const inside = await createImportFolder(service);
        try {
          await inside.write(`${at(onDisk)}.png`, png(7, 5));
          await inside.write(`${at(onDisk)}.md`, '---\ntitle: Deutsch\n---\n\nText\n');
          const original = `original: {language: de, file: "${at(inText)}.md"}`;
          await inside.write('a.md', `---\nslug: ${slug}\ntitle: T\n${original}\n---\n\n![x](<${at(inText)}.png>)\n`);
          expect(await inside.outcomes()).toEqual([expect.stringMatching(/^(created|updated|unchanged): a\.md$/)]);
          expect((await inside.stored(slug)).html).toContain('width="7" height="5"');
        } finally {
          await inside.remove();
        }
      }),
      { numRuns: 15 },
    );
  });

  it('takes pictures of the website, and those that a text contains', async () => {
    const data = `data:image/png;base64,${png(9, 4).toString('base64')}`;
    await folder.write('uploads/a b.png', png(3, 2));
    await folder.write('static/s.png', png(4, 2));
    await folder.write('public/p.png', png(5, 2));
    const text = `![](/uploads/a%20b.png) ![](/s.png) ![](/p.png?v=2) ![](//cdn.example/c.png) ![x](${data})\n\n[l](//host.example/a)`;
    await folder.write('posts/a.md', `---\nslug: ${slug}\ntitle: T\n---\n\n${text}\n`);
    expect(await folder.outcomes()).toEqual(['created: posts/a.md']);
    const { html } = await folder.stored(slug);
    for (const width of [3, 4, 5, 9])
      expect(html).toMatch(new RegExp(`/images/[0-9a-f]{32}\\.png"[^>]* width="${width}"`));
    expect(html).toContain('src="https://cdn.example/c.png"');
    expect(html).toContain('href="https://host.example/a"');
    expect(await folder.outcomes()).toEqual(['unchanged: posts/a.md']);
  });

  it('says what readers would not see, or could not follow, and where', async () => {
    const lines = [
      'x ![a](/uploads/gone.png)',
      '',
      `![b](data:image/svg+xml;base64,${'PHN2Zz4'.repeat(20)})`,
      '',
      '![c](file:///c/c.png) ![d](C:\\d.png)',
      '',
      '[call](tel:+49123) [old](../old-post/) [file](other.md) [fine](/articles/x) [fine](curly) [fine](#top)',
      '',
      '<figure>f</figure>',
      '',
      '{{< figure src="x" >}} and `{{ code }}`',
      '',
      '{% include x %}',
    ];
    await folder.write('a.md', `---\nslug: ${slug}\ntitle: T\n---\n${lines.join('\n')}\n`);
    const [outcome = ''] = await folder.outcomes();
    expect(outcome.split('\n')).toEqual([
      'created: a.md',
      expect.stringMatching(/^note: a\.md:7:1: the picture "data:image\/svg.*" is not shown/),
      expect.stringMatching(/^note: a\.md:9:1: the picture "file:\/\/\/c\/c\.png" is not shown/),
      expect.stringMatching(/^note: a\.md:9:1: the picture "C:.*" is not shown/),
      expect.stringMatching(/^note: a\.md:11:1: the link "tel:\+49123" does not work/),
      expect.stringMatching(/^note: a\.md:11:1: the link "\.\.\/old-post\/" leads to no page/),
      expect.stringMatching(/^note: a\.md:11:1: the link "other\.md" leads to no page/),
      'note: a.md:13:1: HTML is shown as text',
      'note: a.md:15:1: a command of another program is shown as text, as in 1 more place',
      expect.stringMatching(/^note: a\.md:5:1: the picture "\/uploads\/gone\.png" is in none of the folders/),
    ]);
    await folder.write('other/uploads/gone.png', png(6, 6));
    const [again = ''] = await folder.outcomes({ staticFolders: [join(folder.path, 'other')] });
    expect(again).toMatch(/^updated: a\.md/);
    expect(again).not.toContain('gone.png');
  });
});
