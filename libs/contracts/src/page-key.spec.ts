import fc from 'fast-check';
import { normalisePageKey } from './page-key';

describe('normalisePageKey', () => {
  it.each([
    ['https://paper.example/a/', 'https://paper.example/a'],
    ['HTTPS://Paper.Example:443/a#comments', 'https://paper.example/a'],
    ['http://paper.example:80/', 'http://paper.example'],
    ['http://paper.example:8080//', 'http://paper.example:8080'],
    ['https://paper.example/a/?utm_source=x&UTM_Medium=y&fbclid=1', 'https://paper.example/a'],
    ['https://paper.example/?p=12&utm_campaign=z&lang=de', 'https://paper.example?p=12&lang=de'],
    ['https://paper.example/Ä b', 'https://paper.example/%C3%84%20b'],
    ['https://reader:secret@paper.example/a', 'https://paper.example/a'],
  ])('makes %s %s', (key, normal) => {
    expect(normalisePageKey(key)).toBe(normal);
  });

  it.each(['my-article', '/a/', 'https:', 'https://', 'ftp://paper.example/a/', 'urn:isbn:1/', 'A/#x'])(
    'leaves %s as the publisher said it',
    (key) => {
      expect(normalisePageKey(key)).toBe(key);
    },
  );

  it('gives the same again for what it gave', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        expect(normalisePageKey(normalisePageKey(url))).toBe(normalisePageKey(url));
      }),
    );
  });
});
