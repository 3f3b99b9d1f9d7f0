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

/** The version that was landed before this one's; its data and its programs are beside this file, see docs/upgrading.md. */
export const EARLIER = '83b3af87';

/** This version's checkout. */
export const ROOT = join(__dirname, '../..');

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

/** Both services, of one version or of two, with ports of their own. */
export class Version {
  private readonly children = new Map<ServiceName, ChildProcess>();

  private constructor(
    private readonly env: Record<string, string>,
    readonly urls: Record<ServiceName, string>,
  ) {}

  /** @param checkout a folder that has `dist`; one for each service where they differ */
  static async start(checkout: string | Record<ServiceName, string>, env: Record<string, string>): Promise<Version> {
    const ports = { content: await freePort(), engagement: await freePort() };
    const urlOf = (service: ServiceName) => `http://127.0.0.1:${ports[service]}`;
    const version = new Version(
      { ...env, CONTENT_PORT: String(ports.content), ENGAGEMENT_PORT: String(ports.engagement) },
      { content: urlOf('content'), engagement: urlOf('engagement') },
    );
    const of = typeof checkout === 'string' ? { content: checkout, engagement: checkout } : checkout;
    for (const service of ['content', 'engagement'] as const) version.fork(service, of[service]);
    for (const service of ['content', 'engagement'] as const) await version.ready(service);
    return version;
  }

  /** The service is stopped, and started as that of another checkout. */
  async replace(service: ServiceName, checkout: string): Promise<void> {
    await this.end(service);
    this.fork(service, checkout);
    await this.ready(service);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.children.keys()].map((service) => this.end(service)));
  }

  private fork(service: ServiceName, checkout: string): void {
    const program = join(checkout, 'dist/apps', service, 'src/main.js');
    const env = { ...process.env, ...this.env };
    this.children.set(service, fork(program, [], { cwd: checkout, env, execArgv: [] }));
  }

  private async ready(service: ServiceName): Promise<void> {
    const child = this.children.get(service);
    const isReady = async () => {
      if (child?.exitCode !== null) throw new Error(`${service} ended with exit code ${child?.exitCode}`);
      return (await fetch(`${this.urls[service]}/health/ready`).catch(() => null))?.ok ?? false;
    };
    await poll(isReady, (is) => is);
  }

  private async end(service: ServiceName): Promise<void> {
    const child = this.children.get(service);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  }
}
