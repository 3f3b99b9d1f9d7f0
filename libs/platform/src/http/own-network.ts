import type { FastifyRequest } from 'fastify';
import { readProxies, trustOf } from './address';

const isOwn = trustOf(readProxies('loopback, private') ?? []);

/**
 * Whether a request comes from this machine or a private network, as far as can be known. A proxy of the operator's own stands on such a
 * network too: what it forwards comes from there only where the proxy is trusted (`TRUSTED_PROXIES`) and names an address there.
 */
export function isFromOwnNetwork({ ip, headers, socket }: Pick<FastifyRequest, 'ip' | 'headers' | 'socket'>): boolean {
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  return isOwn(ip) && !(isForwarded && ip === socket.remoteAddress);
}
