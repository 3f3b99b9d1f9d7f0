import { LIMITS } from '@afterword/contracts';
import { MarkdownTooLargeError } from '@afterword/platform';
import fc from 'fast-check';
import { excerptOf, plainText, readingMinutes, renderArticle, renderStoredArticle } from './article-html';

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
    expect(html).toContain('<h2 id="one">One</h2>');
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

  it('lets a text take no attribute but the size of a picture', () => {
    const html = renderArticle(
      '![x](https://a.example/b.png){width=10 height="20" style=x id=y .z}\n\n![y](https://a.example/b.png){width=100000000 height=-1}\n\n' +
        '![z](https://a.example/b.png){width=50%}',
    );
    expect(html).not.toMatch(/id=|class=|onclick|style|target|100000000|-1"|[{}]/);
    expect(html).toContain('alt="x" width="10" height="20"');
  });

  it.each([
    'The set is {0, 1}',
    '## Route /users/{id}',
    '| a |\n| - |\n| x {v,b} |',
    'A line {a}',
    '# A {#content .skip onclick=x width=3}',
    '[z](https://a.example){target=_blank}',
    '- item {.wide}',
    '> quote {#id}',
    '`code`{.js}',
    '*word*{width=3}',
    '![x](https://a.example/b.png){see below}',
    '![x](https://a.example/b.png) {width=3}',
    '![x](https://a.example/b.png)\\{width=3}',
    '{{ template }} and {% tag %} and {width=3}',
    '{#top}\n\ntext\n{.a}',
    '---\n{.a}',
  ])('keeps braces as text: %j', (body) => {
    const written = body.replaceAll('\\', '').match(/\{.*\}/)?.[0] ?? '';
    expect(plainText(renderArticle(body))).toContain(written);
  });

  it('keeps whatever is in braces', () => {
    const inside = fc.stringMatching(/^[a-z0-9 .#=,:-]{0,20}$/);
    const around = fc.constantFrom(
      'a BRACES',
      '## a BRACES',
      '- a BRACES',
      '> a BRACES b',
      '| a |\n|-|\n| BRACES |',
      '**a**BRACES',
    );
    fc.assert(
      fc.property(inside, around, (text, where) => {
        const shown = plainText(renderArticle(where.replace('BRACES', () => `{${text}}`)));
        expect(shown.replace(/\s+/g, '')).toContain(`{${text}}`.replace(/\s+/g, ''));
      }),
    );
  });

  it.each([
    ['**你好：**世界', '<strong>你好：</strong>世界'],
    ['~~https://example.com/a~~', '<s><a href="https://example.com/a" rel="noopener">https://example.com/a</a></s>'],
    [
      '_see https://example.com/a_',
      '<em>see <a href="https://example.com/a" rel="noopener">https://example.com/a</a></em>',
    ],
  ])('ends marks where they end: %s', (body, html) => {
    expect(renderArticle(body)).toBe(`<p>${html}</p>`);
  });

  it('ends an address at a footnote', () => {
    expect(renderArticle('See https://example.com/a[^1].\n\n[^1]: b')).toContain(
      'href="https://example.com/a" rel="noopener">',
    );
  });

  it('keeps a code block at the beginning', () => {
    expect(renderArticle('    code\n\ntext')).toMatch(/^<pre tabindex="0"><code>code\n<\/code><\/pre>/);
  });

  describe('gives each block its direction', () => {
    it.each([
      ['rtl', 'فقرة.\n\nIn English.', '<p>فقرة.</p>\n<p dir="ltr">In English.</p>'],
      ['rtl', 'GitHub أعلنت.', '<p>GitHub أعلنت.</p>'],
      ['rtl', '## English\n\n- one\n- اثنان', '<h2 dir="ltr" id="english">English</h2>'],
      ['ltr', 'English.\n\n> عربي.', '<blockquote dir="rtl">\n<p>عربي.</p>\n</blockquote>'],
      ['ltr', 'The word عربي.', '<p>The word عربي.</p>'],
      ['rtl', '2026', '<p>2026</p>'],
    ] as const)('in an article from %s: %j', (direction, body, html) => {
      const rendered = renderArticle(body, { direction });
      expect(rendered.replace(/<h2 id="(\w+)" dir="ltr">/, '<h2 dir="ltr" id="$1">')).toContain(html);
    });
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
    expect([...renderArticle(body).matchAll(/<(h\d) /g)].map(([, tag]) => tag)).toEqual(tags);
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

describe('headings', () => {
  const idsOf = (html: string) => [...html.matchAll(/<h\d id="([^"]*)"/g)].map(([, id]) => id);

  it.each([
    ['## Notes\n\n### The notes: part 2', ['notes', 'the-notes-part-2']],
    ['## Заметки\n\n## 注記\n\n## हिन्दी\n\n## ملاحظات', ['заметки', '注記', 'हिन्दी', 'ملاحظات']],
    ['## a\n\n## a\n\n## a-1\n\n## a', ['a', 'a-1', 'a-1-1', 'a-2']],
    ['## Comments\n\n## Content', ['comments-1', 'content-1']],
    ['## 👍\n\n## !', ['section', 'section-1']],
    ['## fn1\n\n## comment-x', ['section-fn1', 'section-comment-x']],
    ['## `code` and *em* [link](https://a.example)', ['code-and-em-link']],
    ['## Cafe\u0301', ['caf\u00e9']],
  ])('have ids: %j', (body, ids) => {
    expect(idsOf(renderArticle(body))).toEqual(ids);
  });

  it.each([
    ['## Notes', '[x](#notes)', 'notes'],
    ['## Comments', '[x](#comments)', 'comments-1'],
    ['## Заметки', '[x](#заметки)', '%D0%B7%D0%B0%D0%BC%D0%B5%D1%82%D0%BA%D0%B8'],
    ['## Comments\n\n## Comments', '[x](#comments-1)', 'comments-1'],
    ['## Other', '[x](#nothing)', 'nothing'],
    ['## Other', '[x](#%zz)', '%25zz'],
  ])('are where links lead: %s %s', (heading, link, target) => {
    expect(renderArticle(`${link}\n\n${heading}`)).toContain(`<a href="#${target}">x</a>`);
  });

  it('have different ids, none of them one of the page, whatever they say', () => {
    const heading = fc.oneof(
      fc.constantFrom('comments', 'content', 'a', 'a-1', '!', 'fn1', 'fnref1:1', 'comment-1', 'aw-wrong', 'section'),
      fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => text.replace(/\s+/g, ' ')),
    );
    fc.assert(
      fc.property(fc.array(heading, { maxLength: 8 }), (headings) => {
        const ids = idsOf(renderArticle(headings.map((text) => `## x${text}\n\n## ${text}`).join('\n\n')));
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) expect(id).toMatch(/^(?!(?:comments|content)$|(?:comment-|aw-|fn(?:ref)?\d))\S+$/);
      }),
    );
  });
});

describe('what a text may become', () => {
  it.each([
    [
      'a wide table with short rows',
      `${'|'.repeat(1_001)}\n${'|-'.repeat(1_000)}|\n${'|\n'.repeat(3_000)}`,
      /table cells/,
    ],
    [
      'a reference that is repeated',
      `[a]: https://a.example/${'b'.repeat(1_900)}\n\n${'[a]'.repeat(5_000)}`,
      /bytes of HTML/,
    ],
    ['references to a footnote', `${'[^1]'.repeat(10_000)}\n\n[^1]: b`, /bytes of HTML/],
    [
      'a title that is repeated',
      `[a]: https://a.example "${'b'.repeat(2_000)}"\n\n${'[a] '.repeat(5_000)}`,
      /bytes of HTML/,
    ],
    ['quotes in quotes', `${'>'.repeat(90)} a`, /nest/],
    ['emphasis in emphasis', `${'*'.repeat(4_000)}a${'*'.repeat(4_000)}`, /nest/],
    ['footnotes in footnotes', `${'a ^[b '.repeat(60)}${']'.repeat(60)}`, null],
  ])('is bounded: %s', (_what, body, message) => {
    if (message === null) expectInProportion(body, renderArticle(body));
    else expect(() => renderArticle(body)).toThrow(message);
    expectInProportion(body, renderStoredArticle(body, {}));
  });

  it('is enough for what people write', () => {
    const row = '| Hamburg | 1.910.160 | 755 km² | [wiki](https://de.wikipedia.org/wiki/Hamburg) | 53.55, 9.99 |\n';
    const table = `| City | People | Area | Link | Place |\n| :-- | --: | --: | :-: | --- |\n${row.repeat(1_000)}`;
    const list = '- [ ] a\n  - b\n    - c\n      - d\n        - e\n          - f\n'.repeat(500);
    const notes = 'A sentence with a note[^1], and another[^2].\n\n'.repeat(200) + '[^1]: One.\n[^2]: Two.\n';
    for (const body of [table, list, notes]) expectInProportion(body, renderArticle(body));
  });

  function expectInProportion(body: string, html: string): void {
    const most = LIMITS.htmlBytesFree + LIMITS.htmlBytesPerByte * Buffer.byteLength(body);
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(most);
  }

  it('is text, paragraph by paragraph, where it was stored before and is too much', () => {
    const body = `<b>One</b> & ${'>'.repeat(60)}\n\n${'>'.repeat(60)} two`;
    expect(() => renderArticle(body)).toThrow(MarkdownTooLargeError);
    expect(renderStoredArticle(body, {})).toBe(
      `<p>&lt;b&gt;One&lt;/b&gt; &amp; ${'&gt;'.repeat(60)}</p>\n<p>${'&gt;'.repeat(60)} two</p>`,
    );
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
