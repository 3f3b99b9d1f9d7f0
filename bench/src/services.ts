import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

export const ADMIN_TOKEN = 'an-operator-token-for-benchmarks';

const root = join(__dirname, '../../..');
const programOf = (service: string, name: string) => join(root, 'dist/apps', service, 'src', `${name}.js`);

export interface Surroundings {
  databaseUrl: string;
  /** The server's first process, whose children serve the connections. */
  postgresPid: number;
  redisUrl: string | null;
  /** More settings of the services. */
  env?: NodeJS.ProcessEnv;
}

/** Returns a port that is currently free. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

export interface Ports {
  content: number;
  engagement: number;
}

function variablesOf({ databaseUrl, redisUrl, env }: Surroundings, ports: Ports): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl ?? '',
    ADMIN_TOKEN,
    CONTENT_PORT: String(ports.content),
    ENGAGEMENT_PORT: String(ports.engagement),
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'warn',
    NODE_ENV: 'production',
    ...env,
  };
}

/** Runs a command of a service and waits for it to exit. */
export async function command(
  service: 'content' | 'engagement',
  args: string[],
  surroundings: Surroundings,
  ports: Ports,
): Promise<void> {
  const child = spawn(process.execPath, [programOf(service, 'cli'), ...args], {
    env: variablesOf(surroundings, ports),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${service} ${args.join(' ')} failed with ${String(code)}`);
}

/** One service process on its own port. */
export class ServiceProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly origin: string,
    /** From the start of the process to `/health/ready`. Milliseconds. */
    readonly readyMs: number,
  ) {}

  static async start(
    service: 'content' | 'engagement',
    surroundings: Surroundings,
    ports: Ports,
  ): Promise<ServiceProcess> {
    const started = performance.now();
    const child = spawn(process.execPath, [programOf(service, 'main')], {
      env: variablesOf(surroundings, ports),
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const origin = `http://127.0.0.1:${service === 'content' ? ports.content : ports.engagement}`;
    for (;;) {
      if (child.exitCode !== null) throw new Error(`${service} ended with ${child.exitCode}`);
      const ready = await fetch(`${origin}/health/ready`).then(
        (response) => response.ok,
        () => false,
      );
      if (ready) return new ServiceProcess(child, origin, performance.now() - started);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('The process has not started');
    return this.child.pid;
  }

  /** Resident memory. MiB. */
  async memory(): Promise<number> {
    const text = await (await fetch(`${this.origin}/metrics`)).text();
    const bytes = Number(/^afterword_process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
    return bytes / 2 ** 20;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}
