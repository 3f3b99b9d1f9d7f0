import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { poll } from '@afterword/testing/poll';
import type { ServiceName } from '@afterword/testing/services';
import { freePort } from '../../apps/cli/src/ports';

const ROOT = join(__dirname, '../..');

/**
 * Unpacks the services' programs of an earlier version: its own bundles, with the packages of its time in them. What cannot be bundled (sharp,
 * fonts) is what is installed now.
 * @param name of a file beside this one; see docs/upgrading.md for how it is made
 */
export async function unpackPrograms(name: string): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'afterword-earlier-'));
  const tar = spawn('tar', ['-xf', '-', '-C', folder], { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = once(tar, 'exit') as Promise<[number | null]>;
  await pipeline(createReadStream(join(__dirname, name)), createBrotliDecompress(), tar.stdin);
  const [code] = await ended;
  if (code !== 0) throw new Error(`tar cannot unpack ${name}: exit code ${code}`);
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

/** Both services of one version, with ports of their own. */
export class Version {
  private constructor(
    private readonly children: readonly ChildProcess[],
    readonly urls: Record<ServiceName, string>,
  ) {}

  /** @param checkout a folder that has `dist` */
  static async start(checkout: string, env: Record<string, string>): Promise<Version> {
    const ports = { content: await freePort(), engagement: await freePort() };
    const own = { CONTENT_PORT: String(ports.content), ENGAGEMENT_PORT: String(ports.engagement) };
    const urlOf = (service: ServiceName) => `http://127.0.0.1:${ports[service]}`;
    const children = (['content', 'engagement'] as const).map((service) => ({
      service,
      child: fork(join(checkout, 'dist/apps', service, 'src/main.js'), [], {
        cwd: checkout,
        env: { ...process.env, ...env, ...own },
        execArgv: [],
      }),
    }));
    for (const { service, child } of children) {
      const isReady = async () => {
        if (child.exitCode !== null)
          throw new Error(`${service} of ${checkout} ended with exit code ${child.exitCode}`);
        return (await fetch(`${urlOf(service)}/health/ready`).catch(() => null))?.ok ?? false;
      };
      await poll(isReady, (ready) => ready);
    }
    return new Version(
      children.map(({ child }) => child),
      { content: urlOf('content'), engagement: urlOf('engagement') },
    );
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const exited = once(child, 'exit');
        child.kill('SIGTERM');
        await exited;
      }),
    );
  }
}
