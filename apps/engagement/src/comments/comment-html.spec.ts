import { LIMITS } from '@afterword/contracts';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { PLAIN_ADDRESS, renderComment, sanitize, sanitizeUnlessWritten } from './comment-html';

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
      if (name === 'a' && key === 'href') expect(value).toMatch(/^(https?:|mailto:)/i);
      else if (name === 'a') expect([key, value]).toEqual(['rel', 'nofollow ugc noopener']);
      else if (name === 'input') expect([key, value]).toEqual(['type', 'checkbox']);
      else if (name === 'li') expect([key, value]).toEqual(['class', 'task']);
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
    ['code', '`a<b` and\n\n```js\nlet x;\n```', '<p><code>a&lt;b</code> and</p>\n<pre><code>let x;\n</code></pre>'],
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

  it('shows a plain address as it is, which is what becomes of it by the long way', () => {
    const markdown = new MarkdownIt();
    fc.assert(
      fc.property(fc.stringMatching(PLAIN_ADDRESS), (address) => {
        expect(markdown.normalizeLink(address)).toBe(address);
      }),
      { numRuns: 2_000 },
    );
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
    const html = renderComment(piece.repeat(LIMITS.commentBodyLength).slice(0, LIMITS.commentBodyLength));
    expectHarmless(html);
    let depth = 0;
    for (const { name } of tagsOf(html)) {
      if (name === 'br') continue;
      depth += name.startsWith('/') ? -1 : 1;
      expect(depth).toBeLessThan(110);
    }
    expect(depth).toBe(0);
    expect(html.length).toBeLessThan(20 * LIMITS.commentBodyLength);
  });
});
