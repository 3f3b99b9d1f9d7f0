/**
 * The container's HEALTHCHECK: exit code 0 when the service of this container is ready. A container runs one service, whose
 * name is the argument; without one, either will do. Kept free of imports, since it runs every few seconds.
 */
const ports = {
  content: process.env.CONTENT_PORT || '3000',
  engagement: process.env.ENGAGEMENT_PORT || '3001',
};

/** Where the service listens, as a URL has it. One that listens everywhere is asked by way of the machine itself. */
function listeningHost(): string {
  const host = process.env.HOST || '127.0.0.1';
  if (host === '0.0.0.0') return '127.0.0.1';
  // Everywhere, on both families.
  if (/^(0*:)*:0*$/.test(host)) return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

async function isReady(port: string): Promise<boolean> {
  try {
    const response = await fetch(`http://${listeningHost()}:${port}/health/ready`, {
      signal: AbortSignal.timeout(5_000),
    });
    return response.ok;
  } catch {
    return false;
  }
}

async function check(service: string | undefined): Promise<void> {
  const asked = service === 'content' || service === 'engagement' ? [ports[service]] : Object.values(ports);
  const ready = await Promise.all(asked.map(isReady));
  process.exitCode = ready.includes(true) ? 0 : 1;
}

void check(process.argv[2]);
