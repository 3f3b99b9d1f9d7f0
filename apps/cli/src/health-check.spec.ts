import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const PROGRAM = join(__dirname, 'health-check.ts');

/** Runs the health check of a container whose service listens at `host`. @returns its exit code */
async function exitCodeOf(host: string, port: number): Promise<number | null> {
  const env = { ...process.env, HOST: host, CONTENT_PORT: String(port), ENGAGEMENT_PORT: '1' };
  // SWC compiles it as it does for Jest.
  const hook = join(__dirname, '../../../tests/setup/typescript.cjs');
  const child = spawn(process.execPath, ['--require', hook, PROGRAM, 'content'], { env, stdio: 'inherit' });
  await once(child, 'exit');
  return child.exitCode;
}

describe('the health check of a container', () => {
  it.each(['127.0.0.1', '::1', '0.0.0.0', '::', 'localhost', '0:0:0:0:0:0:0:0'])(
    'asks where the service listens: %s',
    async (host) => {
      const server = createServer((request, response) => {
        response.statusCode = request.url === '/health/ready' ? 200 : 404;
        response.end();
      }).listen(0, host);
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      expect(await exitCodeOf(host, port)).toBe(0);
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      expect(await exitCodeOf(host, port)).toBe(1);
    },
  );
});
