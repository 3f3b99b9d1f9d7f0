import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADDRESSES, ARTICLES, writeArticleFiles } from './article-files';

const post = (id: number, more: string, content = 'Text') =>
  `<item><wp:post_id>${id}</wp:post_id><wp:post_date_gmt>2020-01-0${id} 10:00:00</wp:post_date_gmt><content:encoded><![CDATA[${content}]]></content:encoded>
   <excerpt:encoded><![CDATA[Not this]]></excerpt:encoded>${more}</item>`;

describe('article files of a WordPress export', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afterword-articles-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function write(...posts: string[]) {
    const path = join(folder, 'blog.xml');
    const authors = `<wp:author><wp:author_login>ada</wp:author_login><wp:author_display_name>Ada &amp; Co</wp:author_display_name></wp:author>`;
    await writeFile(
      path,
      `<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><language>de-DE</language>${authors}${posts.join('')}</channel></rss>`,
    );
    return writeArticleFiles(path, { format: 'auto', folder });
  }
  const article = (slug: string) => readFile(join(folder, ARTICLES, `${slug}.md`), 'utf8');

  it('have title, date, author, topics and language, and their text as Markdown', async () => {
    const content = `<!-- wp:heading --><h1>Big</h1><h3>Small</h3><!-- /wp:heading -->
First line
second line

[caption id="a"]<a href="https://blog.example/full.jpg"><img src="https://blog.example/small.jpg" alt="A *cat*"/></a> Below[/caption]
<ul><li>one</li><li>two</li></ul><iframe src="https://video.example/1"></iframe>`;
    const head = `<title>&quot;Quotes&quot; &amp; more: yes</title><link>https://blog.example/a/</link><guid>https://blog.example/?p=1</guid>
      <dc:creator>ada</dc:creator><wp:post_name>a-story</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
      <category domain="category" nicename="cats">Cats</category><category domain="post_tag">cats</category>
      <category domain="post_tag">Dogs</category><category domain="post_format">Aside</category><category domain="category">Uncategorized</category>`;
    const { articles, left, changed } = await write(post(1, head, content));
    expect([articles, left, [...changed]]).toEqual([1, [], [['iframe', 1]]]);
    expect(await article('a-story')).toBe(`---
slug: "a-story"
title: "\\"Quotes\\" & more: yes"
publishedAt: "2020-01-01T10:00:00.000Z"
language: "de-DE"
author: "Ada & Co"
topics: ["Cats","Dogs"]
---

## Big

### Small

First line
second line

![A \\*cat\\*](https://blog.example/small.jpg) Below

- one
- two

<https://video.example/1>
`);
    expect(await readFile(join(folder, ADDRESSES), 'utf8')).toBe(
      'https://blog.example/a/ a-story\nhttps://blog.example/?p=1 a-story\n',
    );
  });

  it('are only of what everybody could read, once each, with names that an address can have', async () => {
    const named = (name: string, more = '') =>
      `<title>${name}</title><wp:post_name>${name}</wp:post_name><wp:status>publish</wp:status>${more}`;
    const { articles, left } = await write(
      post(1, named('../../etc/passwd')),
      post(2, named('%e3%81%82')),
      post(3, named('same')),
      post(4, named('same')),
      post(5, '<title>D</title><wp:status>draft</wp:status>'),
      post(6, named('secret', '<wp:post_password>x</wp:post_password>')),
      post(7, named('picture', '<wp:post_type>attachment</wp:post_type>')),
      post(8, '<wp:status>publish</wp:status>'),
    );
    expect(articles).toBe(3);
    expect((await readdir(join(folder, ARTICLES))).sort()).toEqual(['etc-passwd.md', 'post-2.md', 'same.md']);
    expect(left.map(({ post: of, reason }) => `${of} ${reason}`)).toEqual([
      'post 4 has the slug of another post: same',
      'post 5 is not public (draft)',
      'post 6 is protected by a password',
      'post 8 title must not be empty',
    ]);
  });

  it('are none of exports that hold comments only', async () => {
    const path = join(folder, 'comments.jsonl');
    await writeFile(path, JSON.stringify({ id: 1, page: 'a', body: 'b' }));
    await expect(writeArticleFiles(path, { format: 'auto', folder })).rejects.toThrow('is for exports of WordPress');
    await expect(write(post(1, '<title>D</title><wp:status>draft</wp:status>'))).rejects.toThrow('no public post');
  });
});
