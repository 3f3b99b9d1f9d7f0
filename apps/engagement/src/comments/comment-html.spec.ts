import { LIMITS } from '@afterword/contracts';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { MarkdownTooLargeError, sanitizeComment as sanitize, sanitizeUnlessWritten } from '@afterword/platform';
import { PLAIN_ADDRESS, renderComment, renderMarkdown, renderPlain, renderStored } from './comment-html';

const LINK = 'rel="nofollow ugc noopener"';
const TAGS = /^\/?(p|br|em|strong|s|code|pre|blockquote|ul|ol|li|a|table|thead|tbody|tr|th|td|label|input)$/;

/** Every tag of the result, as its name and its attributes. */
function tagsOf(html: string): { name: string; attributes: [string, string][] }[] {
  return [...html.matchAll(/<([^<>\s]*)([^<>]*)>/g)].map(([, name = '', rest = '']) => ({
    name,
    attributes: [...rest.matchAll(/\s([^\s=]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
  }));
}

/** Nothing of it runs, loads or names anything on the page that it is put into. */
function expectHarmless(html: string): void {
  const tags = tagsOf(html);
  // Whatever is left of an angle bracket is text.
  expect(html.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]/);
  for (const { name, attributes } of tags) {
    expect(name).toMatch(TAGS);
    for (const [key, value] of attributes) {
      if (key === 'dir') {
        expect(value).toMatch(/^(ltr|rtl)$/);
        continue;
      }
      if (name === 'a' && key === 'href') expect(value).toMatch(/^(https?:|mailto:)/i);
      else if (name === 'a') expect([key, value]).toEqual(['rel', 'nofollow ugc noopener']);
      else if (name === 'input') expect([key, value]).toEqual(['type', 'checkbox']);
      else if (name === 'li') expect([key, value]).toEqual(['class', 'task']);
      else if (name === 'pre' || name === 'table') expect([key, value]).toEqual(['tabindex', '0']);
      else if (/^t[hd]$/.test(name))
        expect([key, value]).toEqual(['class', expect.stringMatching(/^aw-(left|center|right)$/)]);
      else expect([name, key, value]).toEqual(['ol', 'start', expect.stringMatching(/^\d+$/) as string]);
    }
  }
}

describe('a rendered comment', () => {
  it.each([
    ['emphasis', 'It *is* **so**.', '<p>It <em>is</em> <strong>so</strong>.</p>'],
    ['what is struck out', 'Not ~~this~~.', '<p>Not <s>this</s>.</p>'],
    ['lines as they are', 'One\nTwo\n\nThree', '<p>One<br />\nTwo</p>\n<p>Three</p>'],
    ['a list that begins later', '3. c\n4. d', '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>'],
    [
      'a list of tasks',
      '- [ ] to *do*\n- [x] done',
      '<ul>\n<li class="task"><label><input type="checkbox" disabled /> to <em>do</em></label></li>\n' +
        '<li class="task"><label><input type="checkbox" disabled checked /> done</label></li>\n</ul>',
    ],
    ['a quotation', '> Said\n\nAnswered', '<blockquote>\n<p>Said</p>\n</blockquote>\n<p>Answered</p>'],
    [
      'code',
      '`a<b` and\n\n```js\nlet x;\n```',
      '<p><code>a&lt;b</code> and</p>\n<pre tabindex="0"><code>let x;\n</code></pre>',
    ],
    ['a link', '[here](https://a.example "t")', `<p><a href="https://a.example" ${LINK}>here</a></p>`],
    [
      'an address',
      'See https://a.example/x?y=1&z.',
      `<p>See <a href="https://a.example/x?y=1&amp;z" ${LINK}>https://a.example/x?y=1&amp;z</a>.</p>`,
    ],
    [
      'an address in brackets',
      '<mailto:a@b.example>',
      `<p><a href="mailto:a@b.example" ${LINK}>mailto:a@b.example</a></p>`,
    ],
    ['a relative address as text', '[x](/v1/me)', '<p>[x](/v1/me)</p>'],
    ['a file name as one', 'Read readme.md', '<p>Read readme.md</p>'],
    ['what would be a heading', '# Loud\n\nTitle\n=====', '<p># Loud</p>\n<p>Title<br />\n=====</p>'],
    [
      'what would be a picture',
      '![x](https://a.example/p.png)',
      `<p>!<a href="https://a.example/p.png" ${LINK}>x</a></p>`,
    ],
    ['HTML as text', '<b onclick="x()">hi</b>', '<p>&lt;b onclick="x()"&gt;hi&lt;/b&gt;</p>'],
  ])('shows %s', (_what, body, html) => {
    expect(renderComment(body)).toBe(html);
    expect(sanitize(html)).toBe(html);
  });

  it('shows a table', () => {
    const html = renderComment('| a | b |\n|---|--:|\n| 1 | *2* |');
    expect(
      tagsOf(html)
        .map(({ name }) => name)
        .filter((name) => !name.startsWith('/')),
    ).toEqual([...['table', 'thead', 'tr', 'th', 'th', 'tbody', 'tr', 'td', 'td', 'em']]);
    expectHarmless(html);
  });

  it('makes of plain text what the renderer makes of it', () => {
    for (const text of ['Hello, world!', 'First line\nsecond line\n\nAnother: 3 - 2 (of 5)', '“Да”, 是的 and 네'])
      expect(renderPlain(text)).toBe(renderMarkdown(text));
    for (const text of [
      '- a',
      '1. a',
      'a *b*',
      'http://a.example',
      'see //a.example',
      'a  b',
      'a \nb',
      'שלום',
      'a & b',
    ])
      expect(renderPlain(text)).toBeNull();
    // Characters that mean something in Markdown somewhere, and those that mean nothing, in any order.
    const piece = fc.constantFrom(
      ...[
        'a',
        'Hello',
        'ß',
        'и',
        '字',
        '네',
        ' ',
        ' ',
        '\n',
        '\n\n',
        '1',
        '.',
        ')',
        '(',
        '-',
        '+',
        ':',
        '/',
        '"',
        "'",
        '“',
        '…',
        '—',
      ],
      ...['*', '_', '\\', '#', '>', '|', '~', '`', '[', '&', 'mailto:', 'www.', '\t', 'א', '\u3164', '@', '='],
    );
    let plain = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = `a${pieces.join('')}`;
        const html = renderPlain(text);
        if (html === null) return;
        plain += 1;
        expect(html).toBe(renderMarkdown(text));
      }),
      { numRuns: 20_000 },
    );
    expect(plain).toBeGreaterThan(500);
  });

  it('shows a plain address as it is, which is what becomes of it by the long way', () => {
    const markdown = new MarkdownIt();
    fc.assert(
      fc.property(fc.stringMatching(PLAIN_ADDRESS), (address) => {
        expect(markdown.normalizeLink(address)).toBe(address);
        if (!address.includes('xn--')) expect(markdown.normalizeLinkText(address)).toBe(address);
      }),
      { numRuns: 2_000 },
    );
    expect(renderComment('https://xn--bcher-kva.example/')).toContain('>https://bücher.example/<');
    expect(renderComment('[x](https://bücher.example/ä)')).toContain('href="https://xn--bcher-kva.example/%C3%A4"');
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg/onload=alert(1)>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java\tscript:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](vbscript:x)',
    '[x](//evil.example)',
    '[x](/v1/admin/sites)',
    '[x](file:///etc/passwd)',
    '<javascript:alert(1)>',
    '<https://a.example/"onmouseover="x>',
    '[x](https://a.example/"onmouseover="x)',
    '[x](<https://a.example/" onmouseover="x>)',
    '[a]: javascript:alert(1)\n\n[a]',
    '`<script>`<iframe srcdoc="x">',
    '```"><script>\nx\n```',
    '|<script>|\n|-|\n|[x](javascript:1)|',
    '<a id="afterword" name="x" style="position:fixed">x</a>',
    '<!-- --><![CDATA[<b>]]><?php x ?>',
    '&lt;script&gt; &#60;script&#62;',
    '\u202eevil\u202c <\u0000script>',
  ])('does nothing by itself: %j', (body) => {
    const html = renderComment(body);
    expectHarmless(html);
    expect(sanitize(html)).toBe(html);
  });

  it('does nothing by itself, whatever is written', () => {
    const pieces = fc.constantFrom(
      ...[
        '<',
        '>',
        '"',
        "'",
        '`',
        '[',
        ']',
        '(',
        ')',
        '!',
        '*',
        '_',
        '~~',
        '|',
        '\n',
        '\n\n',
        '> ',
        '- ',
        '1. ',
        '    ',
        '\\',
        '&',
        '#',
      ],
      ...[
        'javascript:',
        'data:',
        'https://a.example',
        'script',
        'img src=x onerror=x',
        '<a href=',
        'style=',
        '&#x3c;',
        '<!--',
        '-->',
        '```',
        '|-|',
        'x',
      ],
    );
    const body = fc.array(
      fc.oneof({ weight: 5, arbitrary: pieces }, { weight: 1, arbitrary: fc.string({ unit: 'binary' }) }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(body, (parts) => {
        const html = renderComment(parts.join(''));
        expectHarmless(html);
        // It is what the sanitizer would have made of it, to the letter.
        expect(sanitize(html)).toBe(html);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has nothing but what the renderer writes, if ever other HTML came out of it', () => {
    expect(sanitizeUnlessWritten('<p onclick="x()">a</p><script>x()</script>')).toBe('<p>a</p>');
    const pieces = fc.constantFrom(
      ...[
        '<p>',
        '</p>',
        '<p',
        '<P>',
        '<a>',
        '</a>',
        '<br />',
        '<br',
        '<li class="task">',
        '<li class="x">',
        '<img src=x>',
      ],
      ...['<script>', '</script>', '<svg/onload=x>', '<style>', '<!--', '-->', '<ol start="1">'],
      ...[`<a href="https://a.example" ${LINK}>`, `<a href="javascript:x" ${LINK}>`, '<a href="https://a.example">'],
      ...[`<a href="https://a.example" onclick="x" ${LINK}>`, `<a href="https://a" b="<" ${LINK}>`],
      ...[
        '<',
        '>',
        '"',
        "'",
        '=',
        ' ',
        'x',
        '&lt;',
        '&#60;',
        '<input type="checkbox" disabled />',
        '<input autofocus>',
      ],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) =>
        expectHarmless(sanitizeUnlessWritten(parts.join(''))),
      ),
      { numRuns: 2_000 },
    );
  });

  it.each(
    [
      '>',
      '> ',
      '- ',
      '> - ',
      '[',
      '![',
      '[a](',
      '*',
      '**a',
      '*a_b',
      '`',
      '<',
      '<a ',
      '<http://a',
      'https://a@',
      '~~a',
      '|',
      '\\',
      'a\n',
      '(',
      '```\n',
      '&amp;',
      '\t- a\n',
    ].map((piece) => [piece]),
  )('is made of %j as often as there is room, and stays harmless and shallow', (piece) => {
    const body = piece.repeat(LIMITS.commentBodyLength).slice(0, LIMITS.commentBodyLength);
    expectInProportion(body, renderStored(body));
  });

  it.each([
    [
      'a wide table with short rows',
      `${'|'.repeat(1_001)}\n${'|-'.repeat(1_000)}|\n${'|\n'.repeat(3_000)}`,
      /table cells/,
    ],
    ['many tables', '|||||||||\n|-|-|-|-|-|-|-|-|\n|\n|\n|\n|\n|\n|\n\n'.repeat(200), /table cells/],
    ['aligned cells', `|a|b|c|d|e|f|\n|-:|-:|-:|-:|-:|-:|\n${'|1|2|3|4|5|6|\n'.repeat(165)}`.slice(0, 10_000), null],
    ['quotes in quotes', `${'>'.repeat(60)} a`, /nest/],
    ['lists in lists', `${'- '.repeat(60)}a`, /nest/],
    ['emphasis in emphasis', `${'*'.repeat(4_000)}a${'*'.repeat(4_000)}`, /nest/],
    ['short links', '[a](http://b) '.repeat(700), null],
  ])('is refused where it grows out of proportion: %s', (_what, body, message) => {
    const render = () => renderComment(body.slice(0, LIMITS.commentBodyLength));
    if (message === null) expectInProportion(body, render());
    else expect(render).toThrow(message);
    // What was stored before there was a budget is shown all the same.
    const stored = renderStored(body);
    expectInProportion(body, stored);
    expect(stored).not.toBe('');
  });

  it('is in proportion to its text, or refused, whatever is repeated', () => {
    const unit = fc.array(
      fc.constantFrom(
        ...[
          '|',
          '|-',
          '|:-:',
          '\n',
          '\n\n',
          '> ',
          '- ',
          '1. ',
          '*',
          '**',
          '_',
          '~~',
          '`',
          '[',
          '](http://b)',
          '[a](http://b)',
        ],
        ...['http://b.c ', '<http://b>', '&', '<', 'a', ' ', '    ', '- [ ] ', 'ا', '```\n'],
      ),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(unit, fc.integer({ min: 1, max: 2_000 })), { minLength: 1, maxLength: 4 }),
        (parts) => {
          const body = parts
            .map(([pieces, times]) => pieces.join('').repeat(times))
            .join('\n')
            .slice(0, LIMITS.commentBodyLength);
          let html = '';
          try {
            html = renderComment(body);
          } catch (error) {
            expect(error).toBeInstanceOf(MarkdownTooLargeError);
          }
          expectInProportion(body, html);
          expectInProportion(body, renderStored(body));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a comment with nothing to see', () => {
  it.each(
    [
      '\u200b',
      '\u3164',
      '\u2800',
      '\u{13441}\u{13442}',
      '\u115f\u1160',
      '&nbsp;',
      '&#8203;',
      '&zwnj;',
      '\u2066\u2069',
      '\u00ad',
      '[](https://x.example)',
      '>',
      '-',
    ].concat([
      '1.',
      '```\n```',
      '|  |\n|--|\n|  |',
      '\ufeff',
      '> \u200b\n> - \u3164',
      '`\u200b`',
      '**\u200b**',
      '\u{e0041}',
      '\ufe0f',
    ]),
  )('is empty: %j', (body) => {
    expect(renderComment(body)).toBe('');
  });

  it.each(['.', '👍', '\u0600', '€', '`a`', '- 1', '<!-- -->', '[.](https://x.example)', 'ﷺ', '\u0301'])(
    'is another one than %j',
    (body) => {
      expect(renderComment(body)).not.toBe('');
    },
  );

  it('is empty for any mixture of characters without ink', () => {
    const ink = [
      '\u200b',
      '\u200e',
      '\u2060',
      '\u3000',
      '\u3164',
      '\u00a0',
      ' ',
      '\u2800',
      '\u034f',
      '&nbsp;',
      '&shy;',
    ];
    const blank = fc.array(fc.constantFrom(...ink), { maxLength: 5 }).map((pieces) => pieces.join(''));
    const line = fc.tuple(fc.constantFrom('', '> ', '- ', '> - ', '1. '), blank).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => expect(renderComment(lines.join('\n\n'))).toBe('')),
    );
  });
});

describe('the direction of a block', () => {
  it.each([
    ['> English\n\nعربي.', '<blockquote>\n<p>English</p>\n</blockquote>\n<p dir="rtl">عربي.</p>'],
    ['عربي.\n\nEnglish.', '<p dir="rtl">عربي.</p>\n<p>English.</p>'],
    ['> עברית\n>\n> English', '<blockquote dir="rtl">\n<p>עברית</p>\n<p dir="ltr">English</p>\n</blockquote>'],
    ['- one\n- ثلاثة', '<ul>\n<li>one</li>\n<li dir="rtl">ثلاثة</li>\n</ul>'],
    ['عربي\n\n👍', '<p dir="rtl">عربي</p>\n<p dir="rtl">👍</p>'],
    ['https://a.example عربي', new RegExp('^<p dir="rtl"><a ')],
    ['`code` عربي', '<p dir="rtl"><code>code</code> عربي</p>'],
    ['2 عربي', '<p dir="rtl">2 عربي</p>'],
    ['ދިވެހި', '<p dir="rtl">ދިވެހި</p>'],
    ['Ελληνικά', '<p>Ελληνικά</p>'],
  ])('is its own: %j', (body, html) => {
    if (typeof html === 'string') expect(renderComment(body)).toBe(html);
    else expect(renderComment(body)).toMatch(html);
    expect(sanitize(renderComment(body))).toBe(renderComment(body));
  });

  it('is its own in the cells of a table', () => {
    const html = renderComment('| one | اثنان |\n| - | -: |\n| ثلاثة | four |');
    expect(html).toContain('<th>one</th>\n<th class="aw-right" dir="rtl">اثنان</th>');
    expect(html).toContain('<td dir="rtl">ثلاثة</td>\n<td class="aw-right">four</td>');
  });
});

describe('marks', () => {
  it.each([
    ['**你好：**世界', '<strong>你好：</strong>世界'],
    ['这是**「重要」**的', '这是<strong>「重要」</strong>的'],
    ['*강조(强調)*를', '<em>강조(强調)</em>를'],
    ['~~終わり。~~次', '<s>終わり。</s>次'],
    ['**これは`コード`。**です', '<strong>これは<code>コード</code>。</strong>です'],
  ])('work beside Chinese, Japanese and Korean punctuation: %s', (body, html) => {
    expect(renderComment(body)).toBe(`<p>${html}</p>`);
  });

  const link = (address: string) => `<a href="${address}" ${LINK}>${address}</a>`;
  const A = 'https://example.com/a';
  it.each([
    [`~~${A}~~`, `<s>${link(A)}</s>`],
    [`_see ${A}_`, `<em>see ${link(A)}</em>`],
    [`__${A}__`, `<strong>${link(A)}</strong>`],
    [`**see ${A}**`, `<strong>see ${link(A)}</strong>`],
    [`**${A}**，好`, `<strong>${link(A)}</strong>，好`],
    [`*~~${A}~~*`, `<em><s>${link(A)}</s></em>`],
    [`~~${A} and ${A}~~ ${A}~~`, `<s>${link(A)} and ${link(A)}</s> ${link(`${A}~~`)}`],
    [`_${A}_b_c_`, `<em>${link(`${A}_b_c`)}</em>`],
    [`_a_ ${A}_`, `<em>a</em> ${link(`${A}_`)}`],
    [`${A}_b_`, link(`${A}_b_`)],
    [`${A}/~user/`, link(`${A}/~user/`)],
    [`[${A}](${A}/b)`, `<a href="${A}/b" ${LINK}>${A}</a>`],
  ])('close a link that stands in them: %s', (body, html) => {
    expect(renderComment(body)).toBe(`<p>${html}</p>`);
  });
});

/** What a text may become, at most. */
function expectInProportion(body: string, html: string): void {
  let [depth, deepest, cells] = [0, 0, 0];
  for (const { name } of tagsOf(html)) {
    if (name === 'br' || name === 'input') continue;
    if (name === 'td' || name === 'th') cells += 1;
    depth += name.startsWith('/') ? -1 : 1;
    deepest = Math.max(deepest, depth);
  }
  expect(depth).toBe(0);
  expect(deepest).toBeLessThanOrEqual(LIMITS.markdownDepth);
  expect(cells).toBeLessThanOrEqual(LIMITS.commentTableCells);
  const most = LIMITS.htmlBytesFree + LIMITS.htmlBytesPerByte * Buffer.byteLength(body);
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(most);
}
