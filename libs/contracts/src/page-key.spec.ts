import fc from 'fast-check';
import { pageKeySchema } from './api/page-key';
import { parseUrl } from './http-url';
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
    ['https://paper.example/caf%c3%a9/%7Ejo%2Dann%2fx%41', 'https://paper.example/caf%C3%A9/~jo-ann%2FxA'],
    ['https://paper.example/a/./b/../c/%2e%2E/d', 'https://paper.example/a/d'],
    ['https://paper.example/?q=river%20ferry&utm_source=x', 'https://paper.example?q=river%20ferry'],
    ['https://paper.example/?q=river+ferry&utm_source=x', 'https://paper.example?q=river+ferry'],
    ['https://paper.example/?story&utm_source=x', 'https://paper.example?story'],
    ['https://paper.example/?fbclid=x&story=&b=a/b:c;d,e', 'https://paper.example?story=&b=a/b:c;d,e'],
    ['https://paper.example/?id=%E9&utm_source=n', 'https://paper.example?id=%E9'],
    ['https://paper.example/?id=%e8&utm%5Fsource=n', 'https://paper.example?id=%E8'],
    ['https://paper.example/?b=2&a=1&a=1&gad_source=5&&srsltid=1&c', 'https://paper.example?b=2&a=1&a=1&&c'],
    ['https://paper.example/?utm_source=x', 'https://paper.example'],
    ['https://paper.example/?ref=1&source=2&si=3', 'https://paper.example?ref=1&source=2&si=3'],
    ['https://paper.example/100%?a=%&b=%4%31%25%34%31', 'https://paper.example/100%?a=%&b=%4%31%2541'],
    ['https://paper.example/%%34%31', 'https://paper.example/%%341'],
    ['https://مقاله.example/خبر', 'https://xn--mgb7chbn.example/%D8%AE%D8%A8%D8%B1'],
  ])('makes %s %s', (key, normal) => {
    expect(normalisePageKey(key)).toBe(normal);
  });

  it.each(['my-article', '/a/', 'https:', 'https://', 'ftp://paper.example/a/', 'urn:isbn:1/', 'A/#x'])(
    'leaves %s as the publisher said it',
    (key) => {
      expect(normalisePageKey(key)).toBe(key);
    },
  );

  /** Text that a URL may hold, with much of what is easily changed by parsing and writing it again. */
  const piece = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          ...Array.from('aZ09-._~ +=;/?:@!$\'()*,|[]^"<>`{}\\é☂中ا🦊%'),
          '',
          '%2E',
          '%2f',
          '%41',
          '%7e',
          '%5F',
          '%25',
          '%26',
        ),
        fc.constantFrom(
          '%3D',
          '%20',
          '%c3%A9',
          '%E9',
          '%d8%ae',
          '%00',
          '%ff',
          '%C0%80',
          '%ed%a0%80',
          '%%',
          '%4',
          '%zz',
          '%23',
        ),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((one) => one !== '#' && one !== '&'),
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join(''));
  const parameter = fc.oneof(
    piece,
    fc.tuple(piece, piece).map((pair) => pair.join('=')),
  );
  const query = fc.array(parameter, { maxLength: 4 });
  const path = fc
    .array(
      piece.map((one) => one.replaceAll(/[?]/g, '')),
      { maxLength: 4 },
    )
    .map((parts) => `/${parts.join('/')}`);
  const host = fc.constantFrom('paper.example', 'Paper.EXAMPLE:443', 'münchen.example', '127.1:80', '[::1]:8080');
  const address = fc
    .record({ scheme: fc.constantFrom('https', 'HTTP'), host, path, query })
    .map(
      ({ scheme, host, path, query }) => `${scheme}://${host}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`,
    )
    .filter((url) => parseUrl(url) !== null);

  /** The octets that a text stands for, those that mean the same encoded or not in one way. */
  const octetsOf = (text: string): string =>
    text.replace(/%([\da-f]{2})|[\w.~-]/gi, (one, digits: string | undefined) =>
      (digits ?? one.charCodeAt(0).toString(16)).toUpperCase().padStart(4, '<'),
    );
  const isTracked = (name: string) => /^utm_|^gclid$/i.test(name);
  const meaningOf = (url: string) => {
    const { origin, pathname, search } = new URL(url);
    const parameters = [...new URLSearchParams(search)].filter(([name]) => !isTracked(name));
    return { origin, path: octetsOf(pathname.replace(/\/+$/, '')), parameters };
  };

  it('gives the same again for what it gave', () => {
    fc.assert(
      fc.property(fc.oneof(address, fc.webUrl({ withQueryParameters: true, withFragments: true })), (url) => {
        expect(normalisePageKey(normalisePageKey(url))).toBe(normalisePageKey(url));
      }),
      { numRuns: 2_000 },
    );
  });

  it('means the same to a parser of URLs as what it was given', () => {
    fc.assert(
      fc.property(address, (url) => expect(meaningOf(normalisePageKey(url))).toEqual(meaningOf(url))),
      { numRuns: 2_000 },
    );
  });

  it('cuts tracking out wherever it stands, and nothing else', () => {
    const tracking = fc.constantFrom(
      'utm_source=x',
      'UTM_term=a%20b',
      'gclid',
      'utm%5Fid=1',
      'fbclid=%E9',
      'srsltid=a=b',
    );
    fc.assert(
      fc.property(query, fc.array(fc.tuple(fc.nat(4), tracking), { minLength: 1 }), (parameters, added) => {
        const tracked = [...parameters];
        for (const [position, one] of added) tracked.splice(position, 0, one);
        const [plain, withTracking] = [parameters, tracked].map(
          (all) => `https://paper.example/a?${[...all, 'end'].join('&')}`,
        );
        expect(normalisePageKey(withTracking!)).toBe(normalisePageKey(plain!));
      }),
      { numRuns: 1_000 },
    );
  });

  it('never makes one of two addresses whose octets differ', () => {
    const asWritten = (url: string) => octetsOf(new URL(url).search.replace(/^\?/, ''));
    const pair = fc
      .tuple(query, query)
      .map((both) => both.map((all) => `https://paper.example/a?${[...all, 'end'].join('&')}`));
    fc.assert(
      fc.property(pair, ([one = '', other = '']) => {
        fc.pre(
          ![one, other].some((url) => [...new URLSearchParams(new URL(url).search)].some(([name]) => isTracked(name))),
        );
        if (normalisePageKey(one) === normalisePageKey(other)) expect(asWritten(one)).toBe(asWritten(other));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['خ', 2, 6],
    ['中', 3, 9],
    ['🦊', 4, 12],
  ])(
    'keeps an address of 512 characters like %s in 2,048 bytes, whichever way it is written',
    (letter, bytes, encoded) => {
      const start = 'https://paper.example/';
      const letters = letter.repeat(512 - start.length);
      const normal = normalisePageKey(start + encodeURIComponent(letters) + '?utm_source=x');
      expect(new URL(start + letters).href.length).toBe(start.length + (512 - start.length) * encoded);
      expect(normal).toBe(start + letters);
      expect(normalisePageKey(start + letters)).toBe(normal);
      expect(Buffer.byteLength(normal)).toBe(start.length + (512 - start.length) * bytes);
    },
  );
});

describe('pageKeySchema', () => {
  const accepts = (key: string) => pageKeySchema.safeParse(key).success;
  const start = 'https://paper.example/';

  it.each(['x', '中', '🦊'])('counts characters such as %s, not units or bytes', (letter) => {
    expect([512, 513].map((length) => accepts(letter.repeat(length)))).toEqual([true, false]);
    expect(accepts(start + letter.repeat(512 - start.length))).toBe(true);
    expect(accepts(start + encodeURIComponent(letter.repeat(512 - start.length)))).toBe(true);
  });

  it('takes a URL of 2,048 bytes, and what is cut from it does not count', () => {
    const longest = start + 'a'.repeat(2_048 - start.length);
    expect([longest, `${longest}?utm_source=${'x'.repeat(2_000)}#part`, `${longest}a`].map(accepts)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('refuses what is too long before it looks any closer', () => {
    const hostile = [
      '/'.repeat(10_000_000),
      '&utm_a'.repeat(1_000_000),
      '%41'.repeat(1_000_000),
      'é'.repeat(1_000_000),
    ];
    for (const text of hostile) {
      const { error } = pageKeySchema.safeParse(`${start}?${text}`);
      expect(error?.issues.map(({ code }) => code)).toEqual(['too_big']);
    }
  });
});
