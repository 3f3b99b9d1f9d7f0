import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArticleFileError, readArticleFile } from './article-file';

describe('readArticleFile', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afterword-articles-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function file(name: string, text: string | Buffer): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  }
  const article = (frontMatter: string, body = 'Text.') => file('a-story.md', `---\n${frontMatter}\n---\n\n${body}\n`);
  const read = async (frontMatter: string, body?: string) => readArticleFile(await article(frontMatter, body));

  it('reads every field, and the original beside it', async () => {
    const original = await file('a-story.de.md', '---\ntitle: Eine Geschichte\nlanguage: de\n---\n\nText auf Deutsch.\n');
    const frontMatter = [
      'slug: the-story',
      'title: "A story: with a colon"',
      'language: en',
      'publishedAt: 2024-09-06T03:20:00Z',
      'author: A Desk',
      'topics: [One, Two words]',
      'source:\n  name: news.example\n  url: https://news.example/a',
      'related:\n  - title: Another\n    url: https://news.example/b',
      'original:\n  language: de\n  file: a-story.de.md',
    ];
    const { article: fields, files } = await read(frontMatter.join('\n'), 'First.\n\n1. one\n2. two');
    expect(fields).toEqual({
      slug: 'the-story',
      title: 'A story: with a colon',
      language: 'en',
      publishedAt: '2024-09-06T03:20:00Z',
      author: 'A Desk',
      topics: ['One', 'Two words'],
      source: { name: 'news.example', url: 'https://news.example/a' },
      related: [{ title: 'Another', url: 'https://news.example/b' }],
      original: { language: 'de', title: 'Eine Geschichte', body: 'Text auf Deutsch.' },
      body: 'First.\n\n1. one\n2. two',
    });
    expect(files[1]).toMatch(new RegExp(`${original.split('/').at(-1)}$`));
  });

  it('takes the slug from the file name, and reads Windows line ends', async () => {
    const path = await file('From-A-Name.md', '---\r\ntitle: T\r\n---\r\n\r\nText.\r\n');
    expect((await readArticleFile(path)).article).toMatchObject({ slug: 'from-a-name', title: 'T', body: 'Text.' });
  });

  it.each<[string, string, string | undefined, number, RegExp]>([
    ['no title', 'slug: a', undefined, 2, /title/],
    ['an unknown field', 'title: T\nauthors: [x]', undefined, 3, /authors.*Unrecognized/],
    ['a wrong type', 'title: T\ntopics: 7', undefined, 3, /topics/],
    ['a wrong type inside', 'title: T\nrelated:\n  - title: x\n    url: javascript:alert(1)', undefined, 5, /related\.0\.url/],
    ['a title that is too long', `title: ${'x'.repeat(501)}`, undefined, 2, /title/],
    ['a slug that climbs', 'title: T\nslug: ../up', undefined, 3, /slug/],
    ['a date that is none', 'title: T\npublishedAt: yesterday', undefined, 3, /publishedAt/],
    ['a language that is none', 'title: T\nlanguage: klingonese-x', undefined, 3, /language/],
    ['YAML that is broken', 'title: T\nauthor: "open', undefined, 3, /./],
    ['a key that comes twice', 'title: T\ntitle: U', undefined, 3, /unique/i],
    ['an alias', 'title: &a T\nauthor: *a', undefined, 1, /aliases/],
    ['a bomb', `title: T\n${bomb()}`, undefined, 1, /aliases/],
    ['front matter that is huge', `title: T\n# ${'x'.repeat(21_000)}`, undefined, 1, /longer than/],
    ['no text', 'title: T', ' ', 1, /body/],
    ['an original that climbs out', 'title: T\noriginal:\n  language: de\n  file: ../x.md', undefined, 5, /no such file|folder/],
    ['an original elsewhere', 'title: T\noriginal:\n  language: de\n  file: /etc/passwd', undefined, 5, /relative/],
  ])('refuses %s and says where', async (_name, frontMatter, body, line, reason) => {
    const refused = await read(frontMatter, body).then(
      () => null,
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(ArticleFileError);
    expect((refused as ArticleFileError).message).toMatch(reason);
    expect((refused as ArticleFileError).line).toBe(line);
  });

  it('does not follow a link out of the folder', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'afterword-outside-'));
    try {
      await writeFile(join(outside, 'secret.md'), '---\ntitle: Secret\n---\n\nsecret\n');
      await symlink(join(outside, 'secret.md'), join(folder, 'linked.md'));
      await mkdir(join(folder, 'sub'));
      await expect(read('title: T\noriginal:\n  language: de\n  file: linked.md')).rejects.toThrow(/must lie in/);
    } finally {
      await rm(outside, { recursive: true });
    }
  });

  it.each([
    ['no front matter', 'Just text.'],
    ['front matter without an end', '---\ntitle: T\n'],
    ['bytes that are no text', Buffer.from([0x2d, 0x2d, 0x2d, 0x0a, 0xff, 0xfe])],
  ])('refuses %s', async (_name, text) => {
    await expect(readArticleFile(await file('x.md', text))).rejects.toBeInstanceOf(ArticleFileError);
  });

  it('keeps a script in a title as the text that it is', async () => {
    const { article: fields } = await read('title: "<script>alert(1)</script>"');
    expect(fields.title).toBe('<script>alert(1)</script>');
  });

  function bomb(): string {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level += 1) {
      lines.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ')}]`);
    }
    return lines.join('\n');
  }
});
