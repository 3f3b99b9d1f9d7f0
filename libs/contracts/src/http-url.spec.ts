import { isHttpUrl, parseUrl } from './http-url';

describe('a URL with letters of Latin-1', () => {
  // Node 20 optimises `URL.canParse` after some thousand calls, and refuses such a URL from then on.
  it('is one however often it is read', () => {
    const read = new Set<string>();
    for (let call = 0; call < 30_000; call += 1) {
      const host = parseUrl('https://bücher.example/é')?.href ?? 'none';
      const path = parseUrl('/é', 'https://bücher.example')?.pathname ?? 'none';
      read.add(`${String(isHttpUrl('https://example.com/é'))} ${host} ${path}`);
    }
    expect([...read]).toEqual(['true https://xn--bcher-kva.example/%C3%A9 /%C3%A9']);
  });
});
