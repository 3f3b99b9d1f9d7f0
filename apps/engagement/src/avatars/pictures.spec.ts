import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Comment, LIMITS, type Me, type Session, type Site } from '@afterword/contracts';
import { SignJWT } from 'jose';
import sharp from 'sharp';
import { DataSource } from 'typeorm';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { AvatarPictures } from './avatar-pictures.service';
import { PictureFetcher } from './picture-fetcher';
import { type CheckedNetwork, isPublicAddress } from '@afterword/platform';

/** A host of pictures on this machine. */
class PictureHost {
  asked: string[] = [];
  answer: RequestListener = (_request, response) => response.end();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(): Promise<PictureHost> {
    const server = createServer((request, response) => {
      host.asked.push(`${request.headers.host}${request.url}`);
      host.answer(request, response);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const host = new PictureHost(server, (server.address() as AddressInfo).port);
    return host;
  }

  url(path = '/ada.png', name = 'pictures.example'): string {
    return `http://${name}:${this.port}${path}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** Every name leads to an address, and only those are allowed which a test names. */
const network = (address: string, isAllowed: CheckedNetwork['isAllowed'] = () => true): CheckedNetwork => ({
  resolve: (_host, done) => done(null, [{ address, family: address.includes(':') ? 6 : 4 }]),
  isAllowed,
});

const picture = (width: number, height: number, color = '#008000') =>
  sharp({ create: { width, height, channels: 3, background: color } });

describe('an address', () => {
  it.each(['1.1.1.1', '8.8.8.8', '100.63.255.255', '172.32.0.1', '223.255.255.255', '2606:4700::1111', '2a00:1450::1'])(
    '%s is public',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.8.9.1', '169.254.169.254', '172.16.0.1'],
    ...['172.31.255.255', '192.0.0.1', '192.168.1.1', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1', '::127.0.0.1', '64:ff9b::7f00:1'],
    ...['64:ff9b:1::a00:1', '100::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'fc00::1', 'fd12:3456::1', 'ff02::1'],
    ...['2001::1', '2001:db8::1', '2002:7f00:1::1', '3fff::1', '2606:4700::1%eth0', 'localhost', ''],
  ])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('loading a picture', () => {
  let host: PictureHost;
  let fetcher: PictureFetcher;

  beforeAll(async () => {
    host = await PictureHost.start();
  });
  afterAll(() => host.stop());
  beforeEach(() => {
    host.asked = [];
    host.answer = (_request, response) => response.end('a picture');
    fetcher = new PictureFetcher();
    fetcher.network = network('127.0.0.1');
  });

  const redirect = (response: ServerResponse, location: string) =>
    response.writeHead(302, { location }).end('not a picture');

  it('asks the address that its name leads to, and says nothing of who asks', async () => {
    host.answer = (request, response) => response.end(JSON.stringify(request.headers));
    const headers = JSON.parse(String(await fetcher.fetch(host.url('/a?b=c')))) as Record<string, string>;
    expect(host.asked).toEqual([`pictures.example:${host.port}/a?b=c`]);
    expect(headers).toEqual({
      host: `pictures.example:${host.port}`,
      accept: 'image/*',
      'accept-encoding': 'identity',
      'user-agent': 'Afterword',
      connection: 'close',
    });
  });

  it.each(['127.0.0.1', '10.1.2.3', '169.254.169.254', '::1', '::ffff:127.0.0.1', 'fd00::1'])(
    'refuses a name that leads to %s, and one of whose addresses does',
    async (address) => {
      fetcher.network = network(address, isPublicAddress);
      await expect(fetcher.fetch(host.url())).rejects.toThrow('not on the public internet');
      fetcher.network.resolve = (_host, done) =>
        done(null, [
          { address: '8.8.8.8', family: 4 },
          { address, family: address.includes(':') ? 6 : 4 },
        ]);
      await expect(fetcher.fetch(host.url())).rejects.toThrow('not on the public internet');
      expect(host.asked).toEqual([]);
    },
  );

  it.each(['127.0.0.1', '2130706433', '0x7f.1', '017700000001', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '0'])(
    'refuses the address %s without looking it up',
    async (address) => {
      const resolve = jest.fn();
      fetcher.network = { resolve, isAllowed: isPublicAddress };
      await expect(fetcher.fetch(host.url('/', address))).rejects.toThrow('not on the public internet');
      expect([host.asked, resolve.mock.calls]).toEqual([[], []]);
    },
  );

  it('looks a name up once for each connection, so that it cannot lead elsewhere after the check', async () => {
    const resolve = jest.fn(network('127.0.0.1').resolve);
    fetcher.network = { resolve, isAllowed: (address) => address === '127.0.0.1' };
    await fetcher.fetch(host.url());
    expect(resolve).toHaveBeenCalledTimes(1);
    await fetcher.fetch(host.url());
    expect(resolve).toHaveBeenCalledTimes(2);
  });

  it('follows redirects, each as careful as the first', async () => {
    host.answer = (request, response) =>
      request.url === '/first' ? redirect(response, '/second') : response.end('found');
    expect(String(await fetcher.fetch(host.url('/first')))).toBe('found');

    const inside = host.url('/', '127.0.0.1');
    fetcher.network = network('127.0.0.1', () => true);
    fetcher.network.isAllowed = () => host.asked.length < 1;
    host.asked = [];
    host.answer = (_request, response) => redirect(response, inside);
    await expect(fetcher.fetch(host.url('/first'))).rejects.toThrow('not on the public internet');
    expect(host.asked).toEqual([`pictures.example:${host.port}/first`]);
  });

  it.each(['file:///etc/passwd', 'ftp://pictures.example/a.png', 'data:image/png;base64,AA==', 'javascript:1'])(
    'refuses %s, and a redirect to it',
    async (url) => {
      await expect(fetcher.fetch(url)).rejects.toThrow('is not http or https');
      host.answer = (_request, response) => redirect(response, url);
      await expect(fetcher.fetch(host.url())).rejects.toThrow('is not http or https');
    },
  );

  it('ends redirects that lead nowhere, and takes nothing but 200', async () => {
    host.answer = (_request, response) => redirect(response, '/again');
    await expect(fetcher.fetch(host.url())).rejects.toThrow('More than 3 redirects');
    for (const status of [204, 304, 401, 404, 500]) {
      host.answer = (_request, response) => response.writeHead(status).end();
      await expect(fetcher.fetch(host.url())).rejects.toThrow(`answered ${status}`);
    }
  });

  it('ends with what is too large, whatever the server says of its length', async () => {
    const closed = new Promise<void>((done) => {
      host.answer = (_request, response) => {
        response.on('close', done);
        const more = () => response.write(randomBytes(65_536), (error) => error ?? more());
        more();
      };
    });
    await expect(fetcher.fetch(host.url())).rejects.toThrow(`More than ${LIMITS.avatarBytes} bytes`);
    await closed;
  });

  it('ends when its time is over: before an answer, and in the middle of one', async () => {
    const timeout = jest.spyOn(AbortSignal, 'timeout');
    for (const begin of [() => undefined, (response: ServerResponse) => void response.write('a')]) {
      const clock = new AbortController();
      timeout.mockReturnValue(clock.signal);
      const asked = new Promise<void>((done) => {
        host.answer = (_request, response) => {
          begin(response);
          response.on('close', () => done());
          clock.abort();
        };
      });
      await expect(fetcher.fetch(host.url())).rejects.toThrow('aborted');
      await asked;
    }
    expect(timeout).toHaveBeenCalledWith(LIMITS.avatarSeconds * 1_000);
    timeout.mockRestore();
  });
});

describe('the picture of a reader', () => {
  let service: RunningEngagement;
  let host: PictureHost;
  let site: Site;
  let number = 0;
  const secret = 'a-secret-of-the-publisher-0123456789';

  beforeAll(async () => {
    [service, host] = await Promise.all([startEngagement(), PictureHost.start()]);
    service.app.get(PictureFetcher).network = network('127.0.0.1');
    // Tokens take https only; the host here has no certificate.
    const fetcher = service.app.get(PictureFetcher);
    const fetch = fetcher.fetch.bind(fetcher);
    jest.spyOn(fetcher, 'fetch').mockImplementation((url) => fetch(url.replace(/^https:/, 'http:')));
  });
  afterAll(async () => {
    host.stop();
    await service.stop();
  });
  beforeEach(async () => {
    host.asked = [];
    const id = `pictures-${(number += 1)}`;
    const body = { id, name: 'S', ssoSecret: secret };
    site = expectStatus(201, await service.api.call<Site>('POST', '/v1/admin/sites', { token: ADMIN_TOKEN, body }));
    const bytes = await picture(300, 200)
      .jpeg()
      .withExif({ IFD0: { Copyright: 'A secret' } })
      .toBuffer();
    host.answer = (_request, response) => response.end(bytes);
  });

  let issuedAt = Math.floor(Date.now() / 1_000) - 600;
  const signIn = async (avatarUrl?: string) => {
    const claims = { sub: 'u1', name: 'Ada', aud: site.id, avatarUrl, iat: (issuedAt += 1), exp: issuedAt + 3_600 };
    const sso = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret));
    const path = `/v1/sites/${site.id}/sessions`;
    return expectStatus(201, await service.api.call<Session>('POST', path, { body: { sso } }));
  };
  const hosted = (path?: string) => host.url(path).replace('http:', 'https:');
  const pathOf = ({ avatarUrl }: { avatarUrl: string | null }) => new URL(avatarUrl ?? '').pathname;
  const get = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
    const answer = await fetch(service.url + path, { method, headers });
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    };
  };
  const query = (sql: string, values: unknown[] = []) => service.app.get(DataSource).query<unknown[]>(sql, values);
  const missing = { status: 404, headers: { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=300' } };

  it('is loaded once, made small, and served to every page without what came with it', async () => {
    const { reader, token } = await signIn(hosted());
    expect(reader.avatarUrl).toMatch(
      new RegExp(`^${service.config.engagementUrl}/avatars/${reader.id}-[0-9a-f]{12}\\.webp$`),
    );
    const post = { token, body: { body: 'Hello' } };
    const comment = await service.api.call<Comment>('POST', `${pagePath(site.id, 'talk')}/comments`, post);
    expect(expectStatus(201, comment).author?.avatarUrl).toBe(reader.avatarUrl);
    expect((await service.api.call<Me>('GET', '/v1/me', { token })).body.reader).toEqual(reader);
    expect(host.asked).toEqual([]);

    const both = await Promise.all([get(pathOf(reader)), get(pathOf(reader))]);
    const [shown] = [...both, await get(pathOf(reader), { origin: 'https://anywhere.example' })].reverse();
    expect(host.asked).toHaveLength(1);
    expect(shown).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'image/webp',
        'cache-control': 'public, max-age=86400',
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'cross-origin',
        'access-control-allow-origin': '*',
        'x-content-type-options': 'nosniff',
      },
    });
    const { format, width, height, exif } = await sharp(shown?.body).metadata();
    expect({ format, width, height, exif }).toEqual({ format: 'webp', width: 96, height: 96, exif: undefined });
    expect((await get(pathOf(reader), { 'if-none-match': shown?.headers['etag'] ?? '' })).status).toBe(304);
  });

  it.each([
    ['a document', () => Promise.resolve(Buffer.from('<!doctype html><script>alert(1)</script>'))],
    ['an SVG', () => Promise.resolve(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'))],
    ['nothing', () => Promise.resolve(Buffer.alloc(0))],
    ['a damaged picture', async () => (await picture(90, 90).png().toBuffer()).subarray(0, 100)],
    ['more pixels than are decoded', () => picture(8_000, 4_000).png({ compressionLevel: 9 }).toBuffer()],
  ])('is an empty image where the host gives %s, and is not asked for again at once', async (_what, bytes) => {
    const body = await bytes();
    host.answer = (_request, response) => response.writeHead(200, { 'content-type': 'image/png' }).end(body);
    const { reader } = await signIn(hosted());
    for (let time = 0; time < 2; time += 1) expect(await get(pathOf(reader))).toMatchObject(missing);
    expect(host.asked).toHaveLength(1);
    await query("update avatar_picture set checked_at = now() - interval '11 minutes' where reader_id = $1", [
      reader.id,
    ]);
    await get(pathOf(reader));
    expect(host.asked).toHaveLength(2);
  });

  it('is loaded again after a week, and stays while its host is away', async () => {
    const { reader } = await signIn(hosted());
    const first = await get(pathOf(reader));
    const age = (interval: string) =>
      query(`update avatar_picture set checked_at = now() - $2::interval where reader_id = $1`, [reader.id, interval]);
    await age('6 days');
    await get(pathOf(reader));
    expect(host.asked).toHaveLength(1);
    await age('8 days');
    host.answer = (_request, response) => response.writeHead(500).end();
    expect((await get(pathOf(reader))).body).toEqual(first.body);
    expect(host.asked).toHaveLength(2);
    await age('8 days');
    const other = await picture(96, 96, '#800000').png().toBuffer();
    host.answer = (_request, response) => response.end(other);
    expect((await get(pathOf(reader))).body).not.toEqual(first.body);
  });

  it('is not loaded for HEAD and for what a browser loads ahead', async () => {
    const { reader } = await signIn(hosted());
    await get(pathOf(reader), {}, 'HEAD');
    expect(await get(pathOf(reader), { 'sec-purpose': 'prefetch' })).toMatchObject(missing);
    expect(host.asked).toEqual([]);
  });

  it('is not shown by a site that shows initials', async () => {
    const settings = { token: ADMIN_TOKEN, body: { avatars: 'initials' } };
    expectStatus(200, await service.api.call('PATCH', `/v1/admin/sites/${site.id}`, settings));
    expect(pathOf((await signIn(hosted())).reader)).toMatch(/^\/avatars\/[0-9a-f]{12}\.svg$/);
    expectStatus(
      200,
      await service.api.call('PATCH', `/v1/admin/sites/${site.id}`, { ...settings, body: { avatars: 'pictures' } }),
    );
    const { reader } = await signIn(hosted());
    expectStatus(200, await service.api.call('PATCH', `/v1/admin/sites/${site.id}`, settings));
    expect(await get(pathOf(reader))).toMatchObject(missing);
    expect(host.asked).toEqual([]);
  });

  it('follows the newest token, and goes with the reader', async () => {
    const kept = () => query('select 1 from avatar_picture p where site_id = $1', [site.id]);
    const first = await signIn(hosted('/one.png'));
    await get(pathOf(first.reader));
    const second = await signIn(hosted('/two.png'));
    expect(pathOf(second.reader)).not.toBe(pathOf(first.reader));
    expect(await get(pathOf(first.reader))).toMatchObject(missing);
    expect((await get(pathOf(second.reader))).status).toBe(200);
    expect(await kept()).toHaveLength(1);

    const without = await signIn();
    expect(pathOf(without.reader)).toMatch(/\.svg$/);
    expect(await get(pathOf(second.reader))).toMatchObject(missing);
    await service.app.get(AvatarPictures).forgetUnused();
    expect(await kept()).toEqual([]);

    const { reader, token } = await signIn(hosted('/three.png'));
    await get(pathOf(reader));
    expect(await kept()).toHaveLength(1);
    expectStatus(204, await service.api.call('DELETE', '/v1/me', { token }));
    expect([await kept(), await get(pathOf(reader))]).toMatchObject([[], missing]);
  });

  it('is nobody’s where no reader has it', async () => {
    const { reader } = await signIn(hosted());
    const unknown = ['01890000-0000-7000-8000-000000000001-0123456789ab.webp', `${reader.id}-0123456789ab.webp`];
    for (const name of unknown) expect(await get(`/avatars/${name}`)).toMatchObject(missing);
    for (const name of [`${reader.id}.webp`, `${reader.id}-0123.webp`, `..%2F${reader.id}-0123456789ab.webp`]) {
      expect((await get(`/avatars/${name}`)).headers['content-type']).toContain('application/problem+json');
    }
    expect(host.asked).toEqual([]);
  });
});
