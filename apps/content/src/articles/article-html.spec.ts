import { excerptOf, readingMinutes, renderArticle } from './article-html';

describe('renderArticle', () => {
  it('renders CommonMark and GFM', () => {
    const html = renderArticle(
      [
        '## One',
        '1. *a*\n2. ~~b~~\n   - **c**',
        '3. starts at three',
        '| x | y |\n| - | -: |\n| 1 | 2 |',
        '```js\n1 < 2\n```',
        'See https://news.example/a_b?c=d&e.',
        '![A lamp](https://news.example/lamp.png "At night")',
        '> quoted',
      ].join('\n\n'),
    );
    expect(html).toContain('<h2>One</h2>');
    expect(html).toContain('<em>a</em>');
    expect(html).toContain('<s>b</s>');
    expect(html).toContain('<strong>c</strong>');
    expect(html).toContain('<td class="align-right">2</td>');
    expect(html).toContain('<pre tabindex="0"><code class="language-js">1 &lt; 2\n</code></pre>');
    expect(html).toContain('<a href="https://news.example/a_b?c=d&amp;e" rel="noopener">');
    expect(html).toMatch(/<img src="https:\/\/news\.example\/lamp\.png" alt="A lamp" title="At night" loading="lazy"/);
    expect(html).toMatch(/<blockquote>\s*<p>quoted<\/p>/);
  });

  it('renders task lists: boxes that nobody clicks, labelled by their text', () => {
    expect(
      renderArticle('- [ ] to *do*\n- [ ] ~~that~~ this\n- [x] done\n- [y] no task\n- \\[x] neither').replace(
        /\n/g,
        '',
      ),
    ).toBe(
      '<ul><li class="task"><label><input type="checkbox" disabled /> to <em>do</em></label></li>' +
        '<li class="task"><label><input type="checkbox" disabled /> <s>that</s> this</label></li>' +
        '<li class="task"><label><input type="checkbox" disabled checked /> done</label></li>' +
        '<li>[y] no task</li><li>[x] neither</li></ul>',
    );
  });

  it('renders footnotes, with the way there and back, and leaves them out of an excerpt', () => {
    const html = renderArticle('Said[^a] again[^a].\n\n[^a]: Really.');
    expect(html).toContain('<sup class="footnote-ref"><a href="#fn1" id="fnref1">[1]</a></sup>');
    expect(html).toMatch(/<li class="footnote-item" id="fn1"><p>Really\. <a href="#fnref1" class="footnote-backref">/);
    expect(excerptOf(html)).toBe('Said again.');
  });

  it('lets a text take no id, no class and no attribute but the size of a picture', () => {
    const html = renderArticle(
      '# A {#content .skip onclick=x width=3}\n\n![x](https://a.example/b.png){width=10 height="20" style=x id=y}\n\n' +
        '![y](https://a.example/b.png){width=100000000 height=-1}\n\n[z](https://a.example){target=_blank}',
    );
    expect(html).not.toMatch(/id=|class=|onclick|style|target|100000000|-1"/);
    expect(html).toContain('alt="x" width="10" height="20"');
  });

  it('shows what a picture would have said where there is none', () => {
    expect(renderArticle('A ![lamp](lamp.png).')).toBe('<p>A lamp.</p>');
  });

  it('keeps the number that a list starts with', () => {
    expect(renderArticle('7. seven')).toContain('<ol start="7">');
  });

  it.each([
    ['# A\n\n## B\n\n###### C', ['h2', 'h3', 'h6']],
    ['## A\n\n### B', ['h2', 'h3']],
    ['A\n=\n\nB\n-\n\n> # C', ['h2', 'h3', 'h2']],
  ])('leaves h1 to the title: %j', (body, tags) => {
    expect([...renderArticle(body).matchAll(/<(h\d)>/g)].map(([, tag]) => tag)).toEqual(tags);
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt&#58;alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '![x](javascript:alert(1))',
    '![x](data:image/svg+xml,<svg/onload=alert(1)>)',
    '[x](https://a.example/"onmouseover="alert(1))',
    '<a href="//evil.example">x</a>',
    '[x](//evil.example)',
    '[x](vbscript:x "onmouseover=alert(1)")',
    '<svg/onload=alert(1)>',
    '| x |\n| :-: |\n| <b style="position:fixed"> |',
    '<iframe src="https://evil.example"></iframe>',
    '```"><script>alert(1)</script>\nx\n```',
  ])('lets nothing run: %s', (body) => {
    const html = renderArticle(body);
    expect(html).not.toMatch(/<(script|svg|iframe|object|style|b\b)/i);
    expect(html).not.toMatch(/<[^>]*\s(on\w+|style)\s*=/i);
    expect(html).not.toMatch(/(href|src)\s*=\s*"?\s*(javascript|vbscript|data|\/\/)/i);
  });
});

describe('excerptOf', () => {
  it('is the beginning as plain text, cut at a word', () => {
    expect(excerptOf('<p>Tom &amp; <em>Ada</em></p>\n<p>two &lt;b&gt;</p>')).toBe('Tom & Ada two <b>');
    const long = excerptOf(`<p>${'word '.repeat(100)}</p>`);
    expect(long).toMatch(/ word…$/);
    expect(long.length).toBeLessThanOrEqual(241);
  });

  it('is cut anywhere in a script without spaces, but never inside a character', () => {
    expect(excerptOf(`<p>${'字'.repeat(300)}</p>`)).toBe(`${'字'.repeat(240)}…`);
    expect(excerptOf(`<p>x${'😀'.repeat(300)}</p>`)).toBe(`x${'😀'.repeat(119)}…`);
  });
});

it.each([
  ['', 1],
  ['word '.repeat(880), 4],
  ['字'.repeat(1_500), 3],
  [`${'字'.repeat(1_000)} ${'word '.repeat(440)}`, 4],
])('knows how long reading takes, in words and in ideographs', (body, minutes) => {
  expect(readingMinutes(body)).toBe(minutes);
});
