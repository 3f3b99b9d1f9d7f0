import fastify from 'fastify';
import fc from 'fast-check';
import { clientAt, readProxies, trustOf } from './address';
import { isFromOwnNetwork } from './own-network';

describe('the list of trusted proxies', () => {
  it('takes addresses, blocks, and words for this machine and private networks', () => {
    expect(readProxies('')).toEqual([]);
    expect(readProxies(' 192.0.2.1 , 198.51.100.0/24,2001:db8::/32')).toEqual([
      '192.0.2.1',
      '198.51.100.0/24',
      '2001:db8::/32',
    ]);
    expect(readProxies('loopback,private')).toContain('10.0.0.0/8');
  });

  it.each(['everybody', '192.0.2.1/33', '192.0.2.1/8/9', '192.0.2', '2001:db8::/129', '*', '192.0.2.1/'])(
    'refuses %s',
    (list) => {
      expect(readProxies(list)).toBeNull();
    },
  );
});

describe('the client at an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1:5555', '192.0.2.1'],
    [' 192.0.2.1 ', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:0201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['[::ffff:192.0.2.1]:5555', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::'],
    ['2001:db8::1', '2001:db8:0:0::'],
    ['[2001:db8::1]:443', '2001:db8:0:0::'],
    ['[2001:db8::1]', '2001:db8:0:0::'],
    ['"[2001:db8::1]:443"', '2001:db8:0:0::'],
    ['fe80::1%eth0', 'fe80:0:0:0::'],
    ['[fe80::1%eth0]:80', 'fe80:0:0:0::'],
    ['::1', '0:0:0:0::'],
    ['unknown', 'unknown'],
    ['_hidden', 'unknown'],
    ['', 'unknown'],
    ['1.2.3.4.5', 'unknown'],
    ['192.0.2.1:port', 'unknown'],
    ['x'.repeat(8_000), 'unknown'],
    [':'.repeat(8_000), 'unknown'],
  ])('%s is %s', (address, client) => {
    expect(clientAt(address)).toBe(client);
  });

  it('is the same whatever the port, the spelling and the rest of an IPv6 network, and names itself', () => {
    const spellings = (address: string, port: number) => [
      address,
      `[${address}]`,
      `[${address}]:${port}`,
      `${address}%1`,
    ];
    fc.assert(
      fc.property(fc.ipV6(), fc.integer({ min: 0, max: 65_535 }), (address, port) => {
        const [first = '', ...others] = spellings(address, port).map(clientAt);
        expect(new Set([first, ...others.map((other) => other)])).toEqual(new Set([first]));
        expect(clientAt(first)).toBe(first);
        expect(clientAt(address.toUpperCase())).toBe(first);
      }),
    );
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 65_535 }), (address, port) => {
        const forms = [address, `${address}:${port}`, `::ffff:${address}`, `[::ffff:${address}]:${port}`];
        expect(new Set(forms.map(clientAt))).toEqual(new Set([address]));
      }),
    );
    const hosts = fc.array(fc.integer({ min: 0, max: 65_535 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(hosts, (groups) => {
        const host = groups.map((group) => group.toString(16)).join(':');
        expect(clientAt(`2001:db8:7:8:${host}`)).toBe('2001:db8:7:8::');
      }),
    );
  });
});

describe('a trusted proxy', () => {
  const isTrusted = trustOf(readProxies('loopback, 192.0.2.0/24, 2001:db8:1::/48, 198.51.100.7')!);

  it.each([
    ['127.0.0.1', true],
    ['::ffff:127.0.0.1', true],
    ['::1', true],
    ['192.0.2.9:41234', true],
    ['[2001:db8:1:2::9]:443', true],
    ['198.51.100.7', true],
    ['198.51.100.8', false],
    ['2001:db8:2::1', false],
    ['unknown', false],
    ['', false],
  ])('%s: %s', (address, trusted) => {
    expect(isTrusted(address)).toBe(trusted);
  });
});

describe('a request from the own network', () => {
  const answerOf = async (
    remoteAddress: string,
    headers: Record<string, string> = {},
    trusted: readonly string[] = [],
  ): Promise<boolean> => {
    const server = fastify({ trustProxy: trusted.length > 0 ? trustOf(trusted) : false });
    server.get('/', (request) => ({ isOwn: isFromOwnNetwork(request) }));
    const { isOwn } = (await server.inject({ path: '/', remoteAddress, headers })).json<{ isOwn: boolean }>();
    await server.close();
    return isOwn;
  };
  const through = (address: string) => ({ 'x-forwarded-for': address });

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.1.2.3', '192.168.0.4', '172.20.0.9', 'fd00::7', 'fe80::1%eth0'])(
    'is one from %s',
    async (address) => {
      expect(await answerOf(address)).toBe(true);
    },
  );

  it.each(['203.0.113.9', '::ffff:203.0.113.9', '2001:db8::1', '64:ff9b::7f00:1', '172.32.0.1', '100.64.0.1'])(
    'is not one from %s',
    async (address) => {
      expect(await answerOf(address)).toBe(false);
    },
  );

  it('is not one that a proxy forwards, unless the proxy is trusted and the address is such a one too', async () => {
    expect(await answerOf('10.0.0.2', through('10.0.0.5'))).toBe(false);
    expect(await answerOf('10.0.0.2', { forwarded: 'for=10.0.0.5' })).toBe(false);
    expect(await answerOf('10.0.0.2', through('203.0.113.9'), ['10.0.0.2'])).toBe(false);
    expect(await answerOf('10.0.0.2', through('10.0.0.5, 203.0.113.9'), ['10.0.0.2'])).toBe(false);
    expect(await answerOf('10.0.0.2', through('10.0.0.5'), ['10.0.0.2'])).toBe(true);
    expect(await answerOf('203.0.113.9', through('10.0.0.5'), ['10.0.0.2'])).toBe(false);
  });
});
