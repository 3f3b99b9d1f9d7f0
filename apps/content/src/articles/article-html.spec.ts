import { excerptOf, readingMinutes, renderArticle } from './article-html';

describe('renderArticle', () => {
  it('renders CommonMark and GFM', () => {
    const html = renderArticle('# One\n\n1. *a*\n2. ~~b~~\n\n| x | y |\n| - | -: |\n| 1 | 2 |\n\n```js\n1 < 2\n```');
    expect(html).toContain('<h2>One</h2>');
    expect(html).toContain('<li><em>a</em></li>');
    expect(html).toContain('<s>b</s>');
    expect(html).toContain('<td style="text-align:right">2</td>');
    expect(html).toContain('1 &lt; 2');
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '![x](javascript:alert(1))',
    '<a href="//evil.example">x</a>',
    '[x](vbscript:x "onmouseover=alert(1)")',
    '<svg/onload=alert(1)>',
  ])('lets nothing run: %s', (body) => {
    const html = renderArticle(body);
    expect(html).not.toMatch(/<(script|svg|iframe|object|style)/i);
    expect(html).not.toMatch(/<[^>]*(onerror|onload|onmouseover)\s*=/i);
    expect(html).not.toMatch(/(href|src)\s*=\s*"?\s*(javascript|vbscript|data|\/\/)/i);
  });
});

it('takes the beginning as plain text, cut at a word', () => {
  expect(excerptOf('<p>Tom &amp; <em>Ada</em></p><p>two</p>')).toBe('Tom & Ada two');
  const long = excerptOf(`<p>${'word '.repeat(100)}</p>`);
  expect(long).toMatch(/ word…$/);
  expect(long.length).toBeLessThanOrEqual(241);
});

it('knows how long reading takes, in words and in ideographs', () => {
  expect(readingMinutes('')).toBe(1);
  expect(readingMinutes('word '.repeat(880))).toBe(4);
  expect(readingMinutes('字'.repeat(1_500))).toBe(3);
});
