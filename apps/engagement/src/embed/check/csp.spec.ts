import { connectVerdict, matchesSource, readPolicies, scriptVerdict } from './csp';

const SERVICE = 'https://talk.example';
const PAGE = 'https://paper.example';

describe('a source of a content security policy', () => {
  const matches = (source: string, url = `${SERVICE}/embed.js`, origin = PAGE) =>
    matchesSource(source, { origin, url });

  it.each([
    '*',
    'https:',
    'HTTPS:',
    'http:',
    'https://talk.example',
    'https://TALK.example',
    'http://talk.example',
    'talk.example',
    'talk.example:443',
    'talk.example:*',
    '*.example',
    'https://*',
    'https://talk.example/',
    'https://talk.example/embed.js',
    'https://talk.example/embed%2Ejs',
  ])('%s allows the widget', (source) => expect(matches(source)).toBe(true));

  it.each([
    "'none'",
    "'self'",
    "'unsafe-inline'",
    "'unsafe-eval'",
    'data:',
    'wss:',
    'https://paper.example',
    'https://talk.example:8443',
    'https://talk.example.evil.example',
    '*.talk.example',
    'xtalk.example',
    'https://talk.example/embed',
    'https://talk.example/embed/',
    'ftp://talk.example',
    'not a source',
    'https://',
  ])('%s does not', (source) => expect(matches(source)).toBe(false));

  it('has the page’s scheme where it names none, and 443 for 80', () => {
    expect(matches('talk.example', 'http://talk.example/embed.js', PAGE)).toBe(false);
    expect(matches('talk.example', 'http://talk.example/embed.js', 'http://paper.example')).toBe(true);
    expect(matches('http://talk.example:80')).toBe(true);
    expect(matches('localhost:3001', 'http://localhost:3001/embed.js', 'http://localhost:3000')).toBe(true);
    expect(matches('localhost', 'http://localhost:3001/embed.js', 'http://localhost:3000')).toBe(false);
  });

  it("is the page itself where it is 'self'", () => {
    expect(matches("'self'", `${PAGE}/embed.js`)).toBe(true);
    expect(matches("'SELF'", 'https://paper.example/embed.js', 'http://paper.example')).toBe(true);
    expect(matches("'self'", 'http://paper.example:81/embed.js', 'http://paper.example')).toBe(false);
  });
});

describe('a content security policy', () => {
  const asked = { origin: PAGE, url: `${SERVICE}/embed.js` };
  const script = (csp: string) => scriptVerdict(readPolicies(csp)[0]!, asked);
  const connect = (csp: string) => connectVerdict(readPolicies(csp)[0]!, asked);

  it('decides by the most special directive that it has', () => {
    const all = `default-src 'self'; script-src ${SERVICE}; script-src-elem 'none'; connect-src ${SERVICE}`;
    expect(script(all)).toEqual({ directive: 'script-src-elem', verdict: 'blocked' });
    expect(script(`default-src ${SERVICE}; script-src 'self'`)).toEqual({
      directive: 'script-src',
      verdict: 'blocked',
    });
    expect(script(`default-src ${SERVICE}`)).toEqual({ directive: 'default-src', verdict: 'allowed' });
    expect(script('img-src *')).toEqual({ directive: null, verdict: 'allowed' });
    expect(connect(all)).toEqual({ directive: 'connect-src', verdict: 'allowed' });
    expect(connect("default-src 'none'")).toEqual({ directive: 'default-src', verdict: 'blocked' });
    expect(connect("script-src 'none'")).toEqual({ directive: null, verdict: 'allowed' });
  });

  it('may trust a nonce instead, and with strict-dynamic nothing else', () => {
    expect(script("script-src 'nonce-abc'").verdict).toBe('with-nonce');
    expect(script(`script-src 'nonce-abc' ${SERVICE}`).verdict).toBe('allowed');
    expect(script(`script-src 'nonce-abc' 'strict-dynamic' ${SERVICE}`).verdict).toBe('with-nonce');
    expect(script(`script-src 'sha256-abc' 'strict-dynamic' ${SERVICE}`).verdict).toBe('blocked');
    expect(connect("default-src 'nonce-abc'").verdict).toBe('with-nonce');
    expect(connect("connect-src 'nonce-abc'").verdict).toBe('blocked');
  });

  it('is read from a value, a whole line, a meta element, or several at once', () => {
    const directives = (text: string) => readPolicies(text).map(({ directives }) => Object.fromEntries(directives));
    const expected = [{ 'script-src': ["'self'", SERVICE], 'connect-src': [SERVICE] }];
    const value = `script-src 'self'  ${SERVICE};connect-src ${SERVICE} ; script-src 'none';`;
    expect(directives(value)).toEqual(expected);
    expect(directives(`Content-Security-Policy: ${value}`)).toEqual(expected);
    expect(directives(`<meta http-equiv="Content-Security-Policy" content="${value}">`)).toEqual(expected);
    expect(readPolicies(`content-security-policy-report-only: ${value}`)[0]!.reportOnly).toBe(true);
    expect(directives(`default-src 'self', script-src *`)).toEqual([
      { 'default-src': ["'self'"] },
      { 'script-src': ['*'] },
    ]);
    expect(readPolicies(' ;; , ')).toEqual([]);
  });
});
