import { renderArticle } from './article-html';
import { absoluteHtml } from './absolute-html';

const addresses = { contentUrl: 'https://content.example', path: '/articles/ferry' };
const absolute = (html: string) => absoluteHtml(html, addresses);

describe('absoluteHtml', () => {
  it.each([
    ['/articles/x', 'https://content.example/articles/x'],
    ['curly', 'https://content.example/articles/curly'],
    ['../topics/sea', 'https://content.example/topics/sea'],
    ['#notes', 'https://content.example/articles/ferry#notes'],
    ['?version=de', 'https://content.example/articles/ferry?version=de'],
    ['x?a=1&amp;b=2', 'https://content.example/articles/x?a=1&amp;b=2'],
    ['https://a.example/b', 'https://a.example/b'],
    ['HTTP://a.example', 'HTTP://a.example'],
    ['mailto:a@b.example', 'mailto:a@b.example'],
    ['//a.example/b', 'https://a.example/b'],
  ])('makes an address of another site of %s', (address, url) => {
    expect(absolute(`<p><a href="${address}" rel="noopener">x</a></p>`)).toBe(
      `<p><a href="${url}" rel="noopener">x</a></p>`,
    );
  });

  it('does so for pictures and their sources', () => {
    expect(
      absolute(
        '<picture><source srcset="/images/a.webp 1x, /images/b.webp 2x" /><img alt="" src="/images/a.png" /></picture>',
      ),
    ).toBe(
      '<picture><source srcset="https://content.example/images/a.webp 1x, https://content.example/images/b.webp 2x" />' +
        '<img alt="" src="https://content.example/images/a.png" /></picture>',
    );
  });

  it('does so for footnotes, which lead to the article', () => {
    const html = absolute(renderArticle('Said[^a].\n\n[^a]: Really.'));
    expect(html).toContain('<a href="https://content.example/articles/ferry#fn1" id="fnref1">');
    expect(html).toContain('<a href="https://content.example/articles/ferry#fnref1" class="footnote-backref">');
  });

  it('keeps the path of the service, and the version of the article', () => {
    expect(
      absoluteHtml('<a href="/images/x">x</a><a href="#a">y</a>', {
        contentUrl: 'https://example.com/blog',
        path: '/articles/ferry?version=de',
      }),
    ).toBe(
      '<a href="https://example.com/blog/images/x">x</a><a href="https://example.com/blog/articles/ferry?version=de#a">y</a>',
    );
  });

  it('changes no text', () => {
    const text = '<p>An attribute: href="/a", and &lt;a href="/b"&gt;.</p>';
    expect(absolute(text)).toBe(text);
  });
});
