import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { LIMITS, ProblemSchema, type Site } from '@afterword/contracts';
import { pagePath } from '@afterword/testing/api';
import { startContent } from '@afterword/testing/content';
import { ADMIN_TOKEN, startEngagement } from '@afterword/testing/engagement';

/** Short, so that the test is; `LIMITS` has the real ones. Milliseconds. */
const SHORT = { headersTimeout: 300, requestTimeout: 600 };

/** How often a slow client sends a byte. Milliseconds. */
const BYTE_MS = 50;

const SERVICES = [
  { name: 'engagement', start: startEngagement },
  { name: 'content', start: startContent },
] as const;

describe.each(SERVICES)('a slow client of $name', ({ name, start }) => {
  let service: Awaited<ReturnType<typeof start>>;
  let server: Server;
  let path: string;

  beforeAll(async () => {
    service = await start();
    server = service.app.getHttpServer();
    if (name === 'engagement') {
      const site: Site = await service.api.site(ADMIN_TOKEN);
      path = `${pagePath(site.id, 'talk')}/comments`;
    } else path = '/v1/articles';
  });
  afterAll(() => service.stop());

  it('has the time that LIMITS give it', () => {
    expect([server.headersTimeout, server.requestTimeout, server.timeout]).toEqual([
      LIMITS.requestHeadSeconds * 1_000,
      LIMITS.requestSeconds * 1_000,
      LIMITS.quietConnectionSeconds * 1_000,
    ]);
    // Longer than proxies keep an idle connection (60 seconds with most), so that they never use one that we have closed.
    expect(server.keepAliveTimeout).toBeGreaterThan(60_000);
  });

  describe('that never comes to an end', () => {
    let was: Pick<Server, 'headersTimeout' | 'requestTimeout'>;
    let socket: Socket;
    let dripping: NodeJS.Timeout;
    let received: string;

    beforeEach(async () => {
      was = { headersTimeout: server.headersTimeout, requestTimeout: server.requestTimeout };
      Object.assign(server, SHORT);
      socket = connect({ port: Number(new URL(service.url).port), host: '127.0.0.1', allowHalfOpen: true });
      received = '';
      socket.on('data', (chunk) => (received += chunk.toString()));
      socket.on('error', () => undefined);
      await once(socket, 'connect');
    });
    afterEach(() => {
      clearInterval(dripping);
      socket.destroy();
      Object.assign(server, was);
    });

    /** Sends the beginning at once, then a byte now and then, even when the server has ended its side. */
    function drip(beginning: string, byte: string): Promise<unknown> {
      // Not `once`, which fails with the first byte that the server does not take.
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.write(beginning);
      dripping = setInterval(() => socket.writable && socket.write(byte), BYTE_MS);
      return closed;
    }

    function expectTimeout(): void {
      expect(received).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
      const [, body = ''] = received.split('\r\n\r\n');
      expect(ProblemSchema.parse(JSON.parse(body))).toMatchObject({
        type: 'urn:afterword:problem:request-timeout',
        status: 408,
      });
    }

    it('with its head is told so and cut off', async () => {
      await drip(`POST ${path} HTTP/1.1\r\nhost: localhost\r\nx-slow: `, 'a');
      expectTimeout();
    });

    it.each([
      ['of a stated length', 'content-length: 200000', 'x'],
      ['in chunks', 'transfer-encoding: chunked', '1\r\nx\r\n'],
    ])('with its body %s is cut off', async (_name, header, byte) => {
      const token = name === 'engagement' ? await service.api.guest(path.split('/')[3]!) : '';
      const head = [
        `POST ${path} HTTP/1.1`,
        'host: localhost',
        `authorization: Bearer ${name === 'engagement' ? token : ADMIN_TOKEN}`,
        'content-type: application/json',
        header,
      ];
      await drip(`${head.join('\r\n')}\r\n\r\n`, byte);
      expectTimeout();
    });

    it('is cut off without a second answer where it has had one', async () => {
      const head = [
        `POST /no-such-route HTTP/1.1`,
        'host: localhost',
        'content-type: text/plain',
        'content-length: 99999',
      ];
      await drip(`${head.join('\r\n')}\r\n\r\n`, 'x');
      expect(received.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    });
  });

  it('that takes its time within the limits is answered', async () => {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    await once(socket, 'connect');
    const request = `GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`;
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString()));
    const ended = once(socket, 'end');
    for (const character of request) {
      socket.write(character);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await ended;
    expect(received).toMatch(/^HTTP\/1\.1 200 OK/);
    socket.destroy();
  });
});
