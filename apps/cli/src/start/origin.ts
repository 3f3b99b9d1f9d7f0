/** Where we reach a service on this machine, whatever its public address is. */
export function originOf(host: string, port: number): string {
  const local = host === '0.0.0.0' ? '127.0.0.1' : /^(0*:)*:0*$/.test(host) ? '::1' : host;
  return `http://${local.includes(':') ? `[${local}]` : local}:${port}`;
}
