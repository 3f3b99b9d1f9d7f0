import { createHmac } from 'node:crypto';
import { type EmbedCheck, LIMITS } from '@afterword/contracts';
import { SignJWT, UnsecuredJWT } from 'jose';
import { expectStatus } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { SsoService } from '../../readers';
import { SitesService } from '../../sites';
import { EmbedCheckService } from './embed-check.service';

const SECRET = 'a-secret-of-the-site-that-is-long-enough';
const EARLIER = 'the-secret-that-was-there-before-this-one';
const ORIGIN = 'https://paper.example';
const SERVICE = 'https://talk.example';
const NOW = Math.floor(Date.now() / 1_000);

describe('the check of an embed', () => {
  let service: RunningEngagement;
  let site: string;

  beforeAll(async () => {
    service = await startEngagement({ engagementUrl: SERVICE, rateLimits: true });
    const { id } = await service.api.site(ADMIN_TOKEN, { origins: [ORIGIN], ssoSecret: EARLIER });
    site = id;
    const body = { ssoSecret: SECRET };
    expectStatus(200, await service.api.call('PATCH', `/v1/admin/sites/${site}`, { token: ADMIN_TOKEN, body }));
  });
  afterAll(() => service.stop());

  /** By the service: the route is limited, and what it finds does not depend on HTTP. */
  const check = (asked: { origin?: string; site?: string; csp?: string; sso?: string; reachedAt?: string } = {}) =>
    service.app.get(EmbedCheckService).check({ origin: ORIGIN, site, reachedAt: SERVICE, ...asked });
  const codes = ({ findings }: EmbedCheck) => findings.map(({ code }) => code);
  const messageOf = ({ findings }: EmbedCheck, code: string) => findings.find((one) => one.code === code)?.message;
  const get = (query: Record<string, string>, headers: Record<string, string> = {}) =>
    service.api.call<EmbedCheck>('GET', `/embed/check?${new URLSearchParams(query).toString()}`, { headers });

  it('says that all is well, with the snippet and the policy', async () => {
    const answer = await get({ origin: ORIGIN, site });
    expect(expectStatus(200, answer)).toEqual({
      ok: true,
      origin: ORIGIN,
      findings: [
        { about: 'origin', code: 'origin-listed', level: 'good', message: `The site “${site}” allows ${ORIGIN}.` },
        expect.objectContaining({ about: 'service', code: 'service-reachable', level: 'good' }),
        // The spec reaches it by another name than the one it is configured with.
        expect.objectContaining({ code: 'service-other-address', level: 'hint' }),
      ],
      snippet: expect.stringContaining(`<script type="module" src="${SERVICE}/embed.js"></script>`),
      policy: `script-src ${SERVICE}; connect-src ${SERVICE}`,
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body.snippet).toContain(`<afterword-thread site="${site}">`);
  });

  it.each([
    [{ origin: 'https://other.example' }, 'origin-not-listed'],
    [{ origin: 'http://paper.example' }, 'origin-near-miss'],
    [{ origin: 'https://www.paper.example' }, 'origin-near-miss'],
    [{ origin: 'https://paper.example:8443' }, 'origin-near-miss'],
    [{ origin: `${ORIGIN}/blog/` }, 'origin-corrected'],
    [{ origin: `${ORIGIN}/` }, 'origin-corrected'],
    [{ origin: 'paper.example' }, 'origin-corrected'],
    [{ origin: 'null' }, 'origin-opaque'],
    [{ origin: 'mailto:ada@example.com' }, 'origin-unreadable'],
    [{ site: 'nowhere' }, 'site-unknown'],
    [{ site: undefined }, 'site-not-named'],
    [{ reachedAt: 'http://10.0.0.1:3001' }, 'service-other-address'],
  ])('of %j finds %s', async (asked, code) => {
    const result = await check(asked);
    expect(codes(result)).toContain(code);
    const wrong = result.findings.filter(({ level }) => level === 'wrong');
    expect(result.ok).toBe(wrong.length === 0);
  });

  it('tells the origin that is meant, and how to list the one that was asked', async () => {
    const message = messageOf(await check({ origin: 'http://www.paper.example' }), 'origin-near-miss');
    expect(message).toContain(`${ORIGIN} is allowed`);
    expect(message).toContain(`sites ensure ${site} --origin http://www.paper.example`);
  });

  it('without a site only says whether any lists the origin', async () => {
    expect(codes(await check({ site: undefined }))).toContain('origin-listed');
    expect(codes(await check({ site: undefined, origin: 'https://nobody.example' }))).toContain('origin-not-listed');
  });

  it('takes a proxy that ends https for the service itself', async () => {
    expect(codes(await check({ reachedAt: 'http://talk.example' }))).not.toContain('service-other-address');
  });

  it.each([
    ['http://talk.example', ORIGIN, 'service-mixed-content'],
    ['http://localhost:3001', ORIGIN, 'service-local'],
    ['http://localhost:3001', 'http://localhost:8080', 'service-reachable'],
    ['http://talk.example', 'http://paper.example', 'service-reachable'],
  ])('with the service at %s and pages at %s finds %s', async (engagementUrl, origin, code) => {
    const { app, config } = service;
    const elsewhere = new EmbedCheckService(app.get(SitesService), app.get(SsoService), { ...config, engagementUrl });
    const result = await elsewhere.check({ origin, site, reachedAt: null });
    expect(codes(result).filter((one) => one.startsWith('service-'))).toEqual([code]);
  });

  describe('of a content security policy', () => {
    const policy = async (csp: string) => codes(await check({ csp })).filter((code) => code.startsWith('policy-'));

    it.each([
      [`script-src ${SERVICE}; connect-src ${SERVICE}`, ['policy-allows']],
      ['img-src *', ['policy-allows']],
      ["default-src 'self'", ['policy-lacks-script', 'policy-lacks-connect']],
      [`script-src ${SERVICE}; connect-src 'self'`, ['policy-lacks-connect']],
      // The entry alone: what it loads later is not allowed.
      [`script-src ${SERVICE}/embed.js`, ['policy-lacks-script']],
      [`script-src ${SERVICE}/embed.js ${SERVICE}/embed/`, ['policy-allows']],
      ["script-src 'nonce-a' 'strict-dynamic'", ['policy-allows', 'policy-needs-nonce']],
      [`sandbox allow-scripts; script-src ${SERVICE}`, ['policy-sandbox', 'policy-sandbox']],
      ['sandbox allow-scripts allow-same-origin allow-forms', ['policy-allows']],
      ["require-trusted-types-for 'script'", ['policy-trusted-types']],
      [
        "Content-Security-Policy-Report-Only: default-src 'none'",
        ['policy-report-only', 'policy-lacks-script', 'policy-lacks-connect'],
      ],
      [`script-src ${SERVICE}, connect-src 'none'`, ['policy-lacks-connect']],
      ['upgrade-insecure-requests', ['policy-allows']],
      [';', ['policy-empty']],
    ])('%s', async (csp, expected) => expect(await policy(csp)).toEqual(expected));

    it('names the directive that decides', async () => {
      const result = await check({ csp: "default-src 'self'; script-src 'self'" });
      expect(messageOf(result, 'policy-lacks-script')).toMatch(/^script-src does not allow/);
      expect(messageOf(result, 'policy-lacks-connect')).toMatch(/^default-src does not allow/);
    });
  });

  describe('of a token', () => {
    const encode = (text: string) => new TextEncoder().encode(text);
    const claims = () => ({ sub: 'u1', name: 'Ada', aud: site, iat: NOW, exp: NOW + 3_600 });
    const sign = (payload: object, { alg = 'HS256', key = encode(SECRET), ...header }: Record<string, unknown> = {}) =>
      new SignJWT({ ...payload }).setProtectedHeader({ alg: alg as string, ...header }).sign(key as Uint8Array);
    /** Anything at all, signed as it should be. */
    const signed = (header: object, payload: string) => {
      const input = [JSON.stringify(header), payload].map((part) => Buffer.from(part).toString('base64url')).join('.');
      return `${input}.${createHmac('sha256', SECRET).update(input).digest('base64url')}`;
    };
    const without = (name: string) => Object.fromEntries(Object.entries(claims()).filter(([key]) => key !== name));

    const CASES: [string, string[], () => string | Promise<string>][] = [
      ['a good one', ['token-accepted'], () => sign(claims())],
      [
        'one of the secret before',
        ['token-accepted', 'token-previous-secret'],
        () => sign(claims(), { key: encode(EARLIER) }),
      ],
      ['words', ['token-unreadable'], () => 'not a token'],
      ['an encrypted one', ['token-unreadable'], () => 'a.b.c.d.e'],
      ['a payload that is no object', ['token-unreadable'], () => signed({ alg: 'HS256' }, '"Ada"')],
      ['no signature', ['token-algorithm'], () => new UnsecuredJWT(claims()).encode()],
      ['another algorithm', ['token-algorithm'], () => sign(claims(), { alg: 'HS384', key: encode(SECRET.repeat(2)) })],
      ['a crit', ['token-critical'], () => signed({ alg: 'HS256', crit: ['x'], x: 1 }, JSON.stringify(claims()))],
      ['another secret', ['token-signature'], () => sign(claims(), { key: encode('x'.repeat(40)) })],
      ['another site', ['token-audience'], () => sign({ ...claims(), aud: 'other' })],
      ['several audiences', ['token-accepted'], () => sign({ ...claims(), aud: ['other', site] })],
      ['other audiences', ['token-audience'], () => sign({ ...claims(), aud: ['other'] })],
      ['an empty picture', ['token-accepted', 'token-claim-left-out'], () => sign({ ...claims(), avatarUrl: '' })],
      ['no address', ['token-accepted', 'token-claim-left-out'], () => sign({ ...claims(), email: null })],
      ['no audience', ['token-audience'], () => sign(without('aud'))],
      ['no subject', ['token-claim'], () => sign(without('sub'))],
      ['no name', ['token-claim'], () => sign(without('name'))],
      ['an empty name', ['token-claim'], () => sign({ ...claims(), name: ' ' })],
      ['no iat', ['token-claim'], () => sign(without('iat'))],
      ['no exp', ['token-claim'], () => sign(without('exp'))],
      [
        'a role that we do not know',
        ['token-accepted', 'token-claim-left-out'],
        () => sign({ ...claims(), role: 'king' }),
      ],
      ['an end in the past', ['token-expired'], () => sign({ ...claims(), iat: NOW - 9_000, exp: NOW - 5_400 })],
      ['a beginning to come', ['token-not-yet'], () => sign({ ...claims(), nbf: NOW + 600 })],
      ['an issue to come', ['token-issued-later'], () => sign({ ...claims(), iat: NOW + 600 })],
      ['too long a life', ['token-too-long'], () => sign({ ...claims(), exp: NOW + 90_000 })],
      [
        'several things',
        ['token-signature', 'token-audience', 'token-claim', 'token-expired'],
        () =>
          sign({ ...without('name'), aud: 'x', iat: NOW - 9_000, exp: NOW - 5_400 }, { key: encode('y'.repeat(40)) }),
      ],
    ];

    it.each(CASES)('%s: %j, as signing in says', async (_, expected, make) => {
      const sso = await make();
      const result = await check({ sso });
      expect(codes(result).filter((code) => code.startsWith('token-'))).toEqual(expected);
      const session = await service.api.call('POST', `/v1/sites/${site}/sessions`, { body: { sso } });
      expect([result.ok, session.status === 201]).toEqual([
        expected[0] === 'token-accepted',
        expected[0] === 'token-accepted',
      ]);
    });

    it('tells of a secret that was decoded, and of milliseconds', async () => {
      const body = { ssoSecret: Buffer.from(SECRET).toString('base64'), retirePreviousSecret: true };
      const other = await service.api.site(ADMIN_TOKEN, { origins: [ORIGIN], ssoSecret: body.ssoSecret });
      const decoded = await sign({ ...claims(), aud: other.id });
      expect(codes(await check({ site: other.id, sso: decoded }))).toContain('token-secret-decoded');
      const milliseconds = await sign({ ...claims(), iat: NOW * 1_000, exp: (NOW + 3_600) * 1_000 });
      expect(messageOf(await check({ sso: milliseconds }), 'token-issued-later')).toContain('not in milliseconds');
    });

    it('tells where a site has no secret', async () => {
      const other = await service.api.site(ADMIN_TOKEN, { origins: [ORIGIN] });
      expect(codes(await check({ site: other.id, sso: await sign({ ...claims(), aud: other.id }) }))).toContain(
        'token-no-secret',
      );
    });

    it('never says what the secret or the token is', async () => {
      const sso = await sign({ ...claims(), aud: 'x' }, { key: encode('z'.repeat(40)) });
      for (const accept of ['text/html', 'application/json']) {
        const answer = await service.api.call('POST', '/embed/check', {
          body: { origin: ORIGIN, site, sso },
          headers: { accept },
        });
        const text = JSON.stringify(expectStatus(200, answer));
        for (const secret of [SECRET, EARLIER, sso, ...sso.split('.')]) expect(text).not.toContain(secret);
      }
    });
  });

  describe('as a page', () => {
    const html = async (path: string, headers: Record<string, string> = {}) => {
      const answer = await service.api.call<string>('GET', path, {
        headers: { accept: 'text/html,*/*;q=0.8', ...headers },
      });
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      return expectStatus(200, answer);
    };

    it('is a form where nothing is asked, and shows what was', async () => {
      expect(await html('/embed/check')).toContain('<form method="post" action="/embed/check">');
      const page = await html(`/embed/check?origin=${encodeURIComponent('https://www.paper.example')}&site=${site}`);
      expect(page).toContain('data-code="origin-near-miss"');
      expect(page).toContain('problem found');
    });

    it('escapes what it was given', async () => {
      const page = await html(
        `/embed/check?origin=${encodeURIComponent('"><script>x</script>')}&csp=${encodeURIComponent('</textarea><script>')}`,
      );
      expect(page).not.toContain('<script>');
    });

    it('takes its own form', async () => {
      const sent = (path: string, fields: Record<string, string>) =>
        fetch(service.url + path, {
          method: 'POST',
          headers: { accept: 'text/html' },
          body: new URLSearchParams(fields),
        });
      const answer = await sent('/embed/check', { origin: ORIGIN, site, csp: '', sso: 'not.a.token' });
      expect(answer.status).toBe(200);
      const page = await answer.text();
      expect(page).toContain('token-unreadable');
      expect(page).not.toContain('not.a.token');
      expect(page).not.toContain('policy-empty');
      const elsewhere = await sent(`/v1/sites/${site}/sessions`, { name: 'Ada' });
      expect([elsewhere.status, ((await elsewhere.json()) as { type: string }).type]).toEqual([
        415,
        'urn:afterword:problem:unsupported-media-type',
      ]);
    });

    it.each([
      ['text/html', true],
      ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
      ['application/json, text/html;q=0.5', false],
      ['*/*', false],
      ['text/*', true],
      ['application/json', false],
    ])('comes to who accepts %s: %s', async (accept, page) => {
      const { headers } = await get({ origin: ORIGIN }, { accept });
      expect(headers.get('content-type')).toBe(page ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8');
      expect(headers.get('vary')).toContain('accept');
    });
  });

  describe('refuses', () => {
    const problemOf = (path: string) => ({
      type: 'urn:afterword:problem:invalid-request',
      errors: [expect.objectContaining({ path })],
    });

    it.each([
      [{}, 'origin'],
      [{ origin: '' }, 'origin'],
      [{ origin: 'x'.repeat(LIMITS.urlLength + 1) }, 'origin'],
      [{ origin: ORIGIN, site: 'No Site' }, 'site'],
      [{ origin: ORIGIN, csp: 'x'.repeat(LIMITS.checkedPolicyLength + 1) }, 'csp'],
      // An address is kept in histories and logs.
      [{ origin: ORIGIN, sso: 'a.b.c' }, 'sso'],
    ])('%j in the address', async (query, path) => {
      expect(expectStatus(422, await get(query as Record<string, string>))).toMatchObject(problemOf(path));
    });

    it.each([
      [{}, '/origin'],
      [{ origin: ORIGIN, sso: 'a.b.c' }, '/site'],
      [{ origin: ORIGIN, site: 'a', sso: 'x'.repeat(LIMITS.ssoTokenLength + 1) }, '/sso'],
      [{ origin: ORIGIN, token: 'a.b.c' }, '/token'],
      [{ origin: 7 }, '/origin'],
    ])('%j in the body', async (body, path) => {
      expect(expectStatus(422, await service.api.call('POST', '/embed/check', { body }))).toMatchObject(
        problemOf(path),
      );
    });
  });
});
