import { basePathOf, withBasePath } from './base-path';

const URL_WITH_PATH = 'https://news.example/comments';

describe('a service below a path', () => {
  it('has the path of its URL, and none where it has a host of its own', () => {
    expect(basePathOf(URL_WITH_PATH)).toBe('/comments');
    expect(basePathOf('https://news.example')).toBe('');
  });

  it.each([
    ['<a href="/docs">', '<a href="/comments/docs">'],
    ['<a class="x" href="/">', '<a class="x" href="/comments/">'],
    ['<form method="post" action="/search">', '<form method="post" action="/comments/search">'],
    [
      '<script type="module" src="/embed.js" async></script>',
      '<script type="module" src="/comments/embed.js" async></script>',
    ],
    [
      '<img src="/a.png" srcset="/a.png 1x, https://b.example/b.png 2x"/>',
      '<img src="/comments/a.png" srcset="/comments/a.png 1x, https://b.example/b.png 2x"/>',
    ],
    ['<p title="a > b"><a title="1 > 0" href="/x">', '<p title="a > b"><a title="1 > 0" href="/comments/x">'],
  ])('leads to %s below its path', (html, moved) => {
    expect(withBasePath(html, URL_WITH_PATH)).toBe(moved);
    expect(withBasePath(html, 'https://news.example')).toBe(html);
  });

  it.each([
    '<a href="//cdn.example/x">',
    '<a href="https://other.example/x">',
    '<a href="#top">',
    '<code>&lt;a href="/x"&gt;</code>',
    '<p>src="/x"</p>',
    '<a title=" href=&quot;/x">',
    '<style>a[href="/x"]{}</style>',
  ])('leaves %s as it is', (html) => expect(withBasePath(html, URL_WITH_PATH)).toBe(html));
});
