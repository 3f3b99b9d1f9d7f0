import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** Words for the addresses of this machine and of private networks, beside addresses and CIDR blocks. */
const NAMED: Record<string, string[]> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', 'fc00::/7', 'fe80::/10'],
};

/** The client of a request whose proxy names no address. */
const UNKNOWN = 'unknown';

/** The longest text that can be an address with its port, in brackets and quotes. Characters. */
const MAX_LENGTH = 100;

/** The proxies of a comma-separated list, as addresses and CIDR blocks; null when one of them is neither. */
export function readProxies(list: string): string[] | null {
  const entries = list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .flatMap((entry) => NAMED[entry] ?? [entry]);
  return entries.every(isAddressOrBlock) ? entries : null;
}

function isAddressOrBlock(entry: string): boolean {
  const [address = '', bits, ...rest] = entry.split('/');
  const longest = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  if (rest.length > 0 || longest < 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest);
}

/** Whether an address in `X-Forwarded-For`, in whichever form it is written, is one of the proxies of `readProxies`. */
export function trustOf(proxies: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    list.addSubnet(address, Number(bits ?? (family === 'ipv4' ? 32 : 128)), family);
  }
  return (text) => {
    const address = addressIn(text);
    return address !== null && list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
  };
}

/**
 * Who asks, for every limit, hash and log: the one way in which an address becomes a client. An IPv4 address stands for itself, an IPv6
 * address for its /64, which is the least that a provider gives to one customer; it is named by its first address.
 */
export const clientOf = ({ ip }: Pick<FastifyRequest, 'ip'>): string => clientAt(ip);

/** @param address as a connection or a proxy names it: maybe with a port, in brackets, or an IPv4 address in IPv6 */
export function clientAt(address: string): string {
  const plain = addressIn(address);
  if (plain === null) return UNKNOWN;
  return isIPv4(plain) ? plain : `${groupsOf(plain).slice(0, 4).join(':')}::`;
}

/** The address in a text: without a port, brackets, quotes or zone, and as IPv4 where it is one. Null where there is none. */
function addressIn(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
  const bare = text.trim().replace(/^"|"$/g, '');
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(bare)?.[1];
  const withPort = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/.exec(bare)?.[1];
  const [address = ''] = (bracketed ?? withPort ?? bare).split('%');
  if (isIPv4(address)) return address;
  return isIPv6(address) ? (mappedIPv4(address) ?? address) : null;
}

/** The IPv4 address that an IPv6 address stands for (RFC 4291 2.5.5.2), or null. */
function mappedIPv4(address: string): string | null {
  const groups = groupsOf(address);
  if (groups.slice(0, 5).some((group) => group !== '0') || groups[5] !== 'ffff') return null;
  return groups
    .slice(6)
    .flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255])
    .join('.');
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const [before, after] = [groupsIn(head), groupsIn(tail ?? '')];
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after];
}

/** Some groups of an IPv6 address; the last two may be written as IPv4. */
function groupsIn(part: string): string[] {
  return part
    .split(':')
    .filter((group) => group !== '')
    .flatMap((group) => (isIPv4(group) ? groupsOfIPv4(group) : [group]))
    .map((group) => parseInt(group, 16).toString(16));
}

function groupsOfIPv4(address: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return [((a << 8) | b).toString(16), ((c << 8) | d).toString(16)];
}
