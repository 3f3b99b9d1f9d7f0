import { isLocal, nearMisses, readOrigin } from './origin';

describe('an origin', () => {
  const read = (written: string) => {
    const { origin, findings } = readOrigin(written);
    return [origin, ...findings.map(({ code, message }) => `${code}: ${message}`)];
  };

  it.each(['https://example.com', 'http://localhost:3000', 'https://xn--bcher-kva.example', 'http://[::1]:8080'])(
    '%s is taken as it is',
    (origin) => expect(read(origin)).toEqual([origin]),
  );

  it.each([
    ['https://example.com/', 'https://example.com', 'slash'],
    ['https://example.com/blog?x#y', 'https://example.com', 'path'],
    ['https://ada:pw@example.com', 'https://example.com', 'password'],
    ['example.com', 'https://example.com', 'scheme'],
    ['example.com:8080', 'https://example.com:8080', 'scheme'],
    ['https://example.com:443', 'https://example.com', 'port'],
    ['https://Example.COM', 'https://example.com', 'lower case'],
    ['https://bücher.example', 'https://xn--bcher-kva.example', 'ASCII'],
  ])('%s is put right', (written, origin, why) =>
    expect(read(written)).toEqual([origin, expect.stringMatching(new RegExp(`^origin-corrected: .*${why}`))]),
  );

  it.each([
    'ftp://example.com',
    'file:///tmp/x.html',
    'https://',
    'javascript://x',
    '://',
    'a b',
    'https://a b',
    '\u0000',
  ])('%j is none', (written) => expect(read(written)).toEqual([null, expect.stringContaining('origin-unreadable')]));

  it('may be opaque', () => {
    expect(read('null')).toEqual([null, expect.stringContaining('origin-opaque')]);
  });

  it('is confused with few others', () => {
    expect(nearMisses('https://example.com')).toEqual([
      'https://www.example.com',
      'http://example.com',
      'http://www.example.com',
    ]);
    expect(nearMisses('http://www.example.com:8080')).toContain('https://example.com:8080');
    expect(nearMisses('http://localhost:3000')).toEqual(
      expect.arrayContaining(['http://127.0.0.1:3000', 'https://localhost:3000', 'http://localhost']),
    );
    expect(nearMisses('http://192.0.2.1')).toEqual(['https://192.0.2.1']);
  });

  it('may be this machine', () => {
    for (const local of ['http://localhost:1', 'http://a.localhost', 'http://127.0.0.1', 'http://[::1]'])
      expect([local, isLocal(local)]).toEqual([local, true]);
    expect(isLocal('http://localhost.example')).toBe(false);
  });
});
