import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArticleFile } from './article-file';
import { ArticleFileError } from './article-file.error';

describe('readArticleFile', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'afterword-articles-')));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const readArticle = async (path: string) => (await readArticleFile(path)).article;
  async function file(name: string, text: string | Buffer): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  }
  const read = async (frontMatter: string, body = 'Text.') =>
    readArticle(await file('a-story.md', `---\n${frontMatter}\n---\n\n${body}\n`));

  async function refusal(reading: Promise<unknown>): Promise<string> {
    const error = await reading.then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ArticleFileError);
    return (error as ArticleFileError).message.replace(`${folder}/`, '');
  }

  it('keeps the indentation of the first line, which makes it code', async () => {
    expect((await read('title: T', '\n \n    code\n\ntext\n\n')).body).toBe('    code\n\ntext');
    expect((await read('title: T', '\tcode')).body).toBe('\tcode');
  });

  it('reads every field, and the original beside it', async () => {
    await file('a-story.de.md', '---\ntitle: Eine Geschichte\nlanguage: de\n---\n\nText auf Deutsch.\n');
    await file('a-story.fr.md', '---\ntitle: Une histoire\n---\n\nTexte.\n');
    const frontMatter = [
      'slug: the-story',
      'aliases: [an-old-story]',
      'title: "A story: with a colon"',
      'language: en',
      'publishedAt: 2024-09-06T03:20:00Z',
      'author: A Desk',
      'topics: [One, Two words]',
      'source:\n  name: news.example\n  url: https://news.example/a',
      'related:\n  - title: Another\n    url: https://news.example/b',
      'original:\n  language: de\n  file: a-story.de.md',
      'translations:\n  - language: fr\n    file: a-story.fr.md',
    ];
    expect(await read(frontMatter.join('\n'), 'First.\n\n1. one\n2. two')).toEqual({
      slug: 'the-story',
      aliases: ['an-old-story'],
      title: 'A story: with a colon',
      language: 'en',
      publishedAt: '2024-09-06T03:20:00.000Z',
      author: 'A Desk',
      topics: ['One', 'Two words'],
      source: { name: 'news.example', url: 'https://news.example/a' },
      related: [{ title: 'Another', url: 'https://news.example/b' }],
      original: { language: 'de', title: 'Eine Geschichte', body: 'Text auf Deutsch.' },
      translations: [{ language: 'fr', title: 'Une histoire', body: 'Texte.' }],
      body: 'First.\n\n1. one\n2. two',
    });
  });

  it.each([
    ['2024-09-06', 'UTC', '2024-09-06T00:00:00.000Z'],
    ['2024-09-06', 'America/New_York', '2024-09-06T04:00:00.000Z'],
    ['2024-09-06', 'Pacific/Auckland', '2024-09-05T12:00:00.000Z'],
    ['2024-12-06', 'America/New_York', '2024-12-06T05:00:00.000Z'],
    ['2024-09-06T03:20', 'Asia/Kathmandu', '2024-09-05T21:35:00.000Z'],
    ['2024-09-06T03:20:30.500', 'Europe/Berlin', '2024-09-06T01:20:30.500Z'],
    // Clocks skip this time, and show the other twice: it is the first of the two, as in JavaScript's Date.
    ['2024-03-31T02:30:00', 'Europe/Berlin', '2024-03-31T01:30:00.000Z'],
    ['2024-10-27T02:30:00', 'Europe/Berlin', '2024-10-27T00:30:00.000Z'],
    ['2024-09-06T03:20:00Z', 'America/New_York', '2024-09-06T03:20:00.000Z'],
    ['2024-09-06T03:20:00-05:00', 'Europe/Berlin', '2024-09-06T08:20:00.000Z'],
  ])('reads %s in %s as %s', async (written, timeZone, time) => {
    for (const frontMatter of [
      `---\ntitle: T\npublishedAt: ${written}\n---`,
      `+++\ntitle = "T"\npublishedAt = ${written}\n+++`,
    ]) {
      const path = await file('dated.md', `${frontMatter}\n\nText.\n`);
      expect((await readArticleFile(path, { timeZone })).article.publishedAt).toBe(time);
    }
  });

  it('needs a title and a text only: the slug is the name of the file, the language English', async () => {
    const path = await file('From-A-Name.md', '\ufeff---\r\ntitle: T\r\n---\r\n\r\nText.\r\n');
    expect(await readArticle(path)).toEqual({
      slug: 'from-a-name',
      aliases: [],
      translations: [],
      title: 'T',
      language: 'en',
      topics: [],
      related: [],
      body: 'Text.',
    });
  });

  it.each([
    ['2026-09-14', '2026-09-14T00:00:00.000Z'],
    ['"2026-09-14T06:30:00Z"', '2026-09-14T06:30:00.000Z'],
    ['2026-09-14T06:30:00+02:00', '2026-09-14T04:30:00.000Z'],
  ])('takes %s for a date', async (written, publishedAt) => {
    expect(await read(`title: T\npublishedAt: ${written}`)).toMatchObject({ publishedAt });
  });

  it('keeps a script in a title as the text that it is', async () => {
    expect(await read('title: "<script>alert(1)</script>"')).toMatchObject({ title: '<script>alert(1)</script>' });
  });

  it.each([
    ['no title', 'slug: a', 'a-story.md:2:1: title: is missing'],
    [
      'an unknown field',
      'title: T\nauthors: [x]',
      /^a-story\.md:3:1: authors: is not a field .* slug, aliases, title,/,
    ],
    ['an unknown field inside', 'title: T\nsource:\n  name: n\n  link: x', /^a-story\.md:[34]:\d+: source\.(url|link)/],
    ['a wrong type', 'title: T\ntopics: 7', /^a-story\.md:3:9: topics: must be an array/],
    ['a wrong type inside', 'title: T\ntopics: [a, {b: c}]', /^a-story\.md:3:13: topics\.1: must be a string/],
    ['a number for a title', 'title: 1984', 'a-story.md:2:8: title: must be text: put it in quotes'],
    [
      'a script for an address',
      'title: T\nrelated:\n  - title: x\n    url: javascript:alert(1)',
      /:5:10: related\.0\.url/,
    ],
    ['a title that is too long', `title: ${'x'.repeat(501)}`, /^a-story\.md:2:8: title: /],
    ['a topic twice', 'title: T\ntopics: [Privacy, privacy]', 'a-story.md:3:9: topics: must not name a topic twice'],
    ['a slug that climbs', 'title: T\nslug: ../up', /^a-story\.md:3:7: slug: /],
    ['a date that is none', 'title: T\npublishedAt: yesterday', /^a-story\.md:3:14: publishedAt: must be a date/],
    ['a language that is none', 'title: T\nlanguage: klingonese-x', /^a-story\.md:3:11: language: must be a BCP 47/],
    ['YAML that is broken', 'title: T\nauthor: "open', /^a-story\.md:3:\d+: .*quote/],
    ['a tag that makes objects', 'title: !!js/function x', /^a-story\.md:2:8: .*tag/],
    ['a key that comes twice', 'title: T\ntitle: U', /^a-story\.md:3:1: .*unique/],
    ['a list for the whole', '- a\n- b', /^a-story\.md:2:1: front matter: must be an object/],
    ['an alias', 'title: &a T\nauthor: *a', 'a-story.md:3:9: YAML aliases are not allowed here'],
    ['a bomb of aliases', `title: T\n${bomb()}`, /^a-story\.md:4:\d+: YAML aliases are not allowed here/],
    ['brackets without end', `title: ${'['.repeat(15_000)}`, /^a-story\.md:/],
    ['front matter that is huge', `title: T\n# ${'x'.repeat(21_000)}`, /^a-story\.md:1:1: .*longer than 20000/],
    ['a prototype', 'title: T\n__proto__: {polluted: true}', /^a-story\.md:3:1: __proto__: is not a field/],
    [
      'an original without a file',
      'title: T\noriginal:\n  language: de',
      /^a-story\.md:4:\d+: original\.file: is missing/,
    ],
    [
      'an original that climbs',
      'title: T\noriginal:\n  language: de\n  file: ../x.md',
      /^a-story\.md:5:9: original\.file: /,
    ],
    [
      'an original elsewhere',
      'title: T\noriginal:\n  language: de\n  file: /etc/passwd',
      /:5:9: original\.file: must be a path/,
    ],
    [
      'two versions in one language',
      'title: T\ntranslations:\n  - language: fr\n    file: x.md\n  - language: FR\n    file: y.md',
      'a-story.md:6:15: translations.1.language: must differ from the languages of the other versions',
    ],
    ['an alias that is no slug', 'title: T\naliases: [Up]', /^a-story\.md:3:11: aliases\.0: must be lower-case/],
    ['an alias twice', 'title: T\naliases: [a, a]', 'a-story.md:3:10: aliases: must not name a slug twice'],
    [
      'a translation that climbs',
      'title: T\ntranslations:\n  - {language: fr, file: ../x.md}',
      /^a-story\.md:4:\d+: translations\.0\.file: /,
    ],
    ['control characters', 'title: T\n"\\e[31mred": x', /^a-story\.md:3:1: {2}\[31mred: is not a field/],
  ])('refuses %s and says where', async (_name, frontMatter, expected) => {
    expect(await refusal(read(frontMatter))).toEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected),
    );
  });

  it.each([
    ['no front matter', 'Just text.', /^x\.md:1:1: must begin with front matter between two lines of "---"/],
    ['front matter without an end', '---\ntitle: T\n', /^x\.md:1:1: must begin with front matter/],
    ['bytes that are no text', Buffer.from([0x2d, 0x2d, 0x2d, 0x0a, 0xff, 0xfe]), 'x.md:2:1: is not UTF-8 text'],
    [
      'bytes that are no text further down',
      Buffer.concat([
        Buffer.from('---\ntitle: Größe\n---\n\nText\n'),
        Buffer.from([0xc3, 0x28]),
        Buffer.from('\nText'),
      ]),
      'x.md:6:1: is not UTF-8 text',
    ],
    ['UTF-16', Buffer.from('\ufeff---\ntitle: T\n---\n\nText', 'utf16le'), 'x.md:1:1: is not UTF-8 text'],
    ['a file that is huge', Buffer.alloc(2_100_000, 'x'), 'x.md: is larger than 2080000 bytes'],
    ['no text', '---\ntitle: T\n---\n\n', 'x.md:4:1: there is no text below the front matter'],
    [
      'a text that is too long',
      `---\ntitle: T\n---\n${'x'.repeat(500_001)}`,
      /^x\.md:4:1: the text: must have at most 500000 characters/,
    ],
    [
      'a null character',
      '---\ntitle: T\n---\n\nText\n\nA \0 here',
      /^x\.md:7:1: the text: must not contain null characters/,
    ],
    [
      'a null character in a field',
      '---\ntitle: "T\\0"\n---\n\nText',
      /^x\.md:2:8: title: must not contain null characters/,
    ],
    ['half a character in a field', '---\ntitle: "T\\ud800"\n---\n\nText', /^x\.md:2:8: title: must not contain/],
    [
      'a key twice behind Windows line ends',
      '---\r\ntitle: T\r\nslug: a\r\ntitle: U\r\n---\r\n\r\nText',
      /^x\.md:4:1: .*unique/,
    ],
    [
      'a number too large behind a byte order mark',
      '\ufeff---\ntitle: T\ntopics: [1e999]\n---\n\nText',
      /^x\.md:3:10: topics\.0: /,
    ],
    ['a merge key', '---\nbase: &b {title: T}\n<<: *b\n---\n\nText', /^x\.md:3:\d+: YAML aliases are not allowed here/],
  ])('refuses %s', async (_name, text, expected) => {
    expect(await refusal(readArticle(await file('x.md', text)))).toEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected),
    );
  });

  it('refuses a name that is no slug where the front matter has none', async () => {
    const path = await file('Été 2026.md', '---\ntitle: T\n---\n\nText\n');
    expect(await refusal(readArticle(path))).toMatch(/^Été 2026\.md:1:1: slug: is missing, and "été 2026"/);
  });

  it('says what is wrong in the original, in the name of its own file', async () => {
    await file('other.md', '---\ntitle: T\nlanguage: fr\n---\n\nTexte\n');
    const naming = 'title: T\noriginal:\n  language: de\n  file: other.md';
    expect(await refusal(read(naming))).toMatch(/^other\.md:3:11: language: is "fr" here and "de" in /);
    await file('other.md', '---\ntitle: T\nslug: x\n---\n\nTexte\n');
    expect(await refusal(read(naming))).toMatch(/^other\.md:3:1: slug: is not a field/);
  });

  it('does not follow a link out of the folder, and stays inside it', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'afterword-outside-'));
    try {
      await writeFile(join(outside, 'secret.md'), '---\ntitle: Secret\n---\n\nsecret\n');
      await symlink(join(outside, 'secret.md'), join(folder, 'linked.md'));
      const naming = (name: string) => read(`title: T\noriginal:\n  language: de\n  file: ${name}`);
      expect(await refusal(naming('linked.md'))).toBe("a-story.md:5:9: original.file: must lie in this file's folder");
      expect(await refusal(naming(`../${outside.split('/').at(-1)}/secret.md`))).toMatch(
        /must lie in this file's folder/,
      );
      await mkdir(join(folder, 'de'));
      await file('de/story.md', '---\ntitle: Innen\n---\n\nText\n');
      expect(await naming('de/story.md')).toMatchObject({ original: { title: 'Innen' } });
    } finally {
      await rm(outside, { recursive: true });
    }
  });

  it('does not wait for a pipe', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe.md')]);
    expect(await refusal(readArticle(join(folder, 'pipe.md')))).toBe('pipe.md: is not a file that can be read');
  });

  /** A few lines that stand for 9^9 values. */
  function bomb(): string {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level += 1) {
      lines.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ')}]`);
    }
    return lines.join('\n');
  }
});
