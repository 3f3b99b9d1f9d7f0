import { limitedAddress, readProxies } from './address';

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

describe('an address in a limit', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s counts as %s', (address, counted) => {
    expect(limitedAddress(address)).toBe(counted);
  });
});
