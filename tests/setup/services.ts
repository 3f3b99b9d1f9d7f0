import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../apps/cli/src/ports';
import { ADMIN_TOKEN } from './admin-token';
import { createApi, expectStatus } from './api';
import { testDatabaseUrl } from './database';
import { poll } from './poll';
import { scaledEnvironment } from './scaled-stores';
import { type DatabaseName, databaseUrlOf } from '../../libs/platform/src/database/database-url';
import { copyDatabases } from './template-database';
import { statusOf } from './processes';

const ROOT = join(__dirname, '../..');
const run = promisify(execFile);

export type ServiceName = 'content' | 'engagement';
export type Role = 'api' | 'worker';

/** A process of a service. */
interface ServiceProcess {
  role: Role | 'both';
  child: ChildProcess;
  /** Where it answers health checks. */
  url: string;
}

/** `together`: one process for each service, with both roles. `apart`: a process for each role of each service. */
export type Layout = 'together' | 'apart';

export const LAYOUTS: readonly Layout[] = ['together', 'apart'];

export interface ServicesOptions {
  /** Null: the queue runs on PostgreSQL, as it does by default where the run's stores are not scaled. */
  redisUrl?: string | null;
  /** `together` unless given. */
  layout?: Layout;
  /** More of the environment. */
  env?: Record<string, string>;
  /** `DATABASE_URL`; by default a prefix of the run's PostgreSQL that nobody else uses. */
  databaseUrl?: string;
}

/**
 * Both services as the built programs, in processes that can be killed, on a database of their own with the site `demo`.
 * `npm test` builds before it runs.
 */
export async function startServices(options: ServicesOptions = {}): Promise<Services> {
  const [contentPort, engagementPort] = [await freePort(), await freePort()];
  const { databaseUrl = testDatabaseUrl(), redisUrl } = options;
  const env = {
    HOST: '127.0.0.1',
    CONTENT_PORT: String(contentPort),
    ENGAGEMENT_PORT: String(engagementPort),
    CONTENT_URL: `http://localhost:${contentPort}`,
    ENGAGEMENT_URL: `http://localhost:${engagementPort}`,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl ?? '',
    ADMIN_TOKEN,
    RATE_LIMITS: 'off',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'fatal',
    ...scaledEnvironment(databaseUrl, redisUrl),
    ...options.env,
  };
  const services = new Services(env, options.layout ?? 'together', databaseUrl);
  await services.createDatabases();
  await Promise.all([services.start('engagement'), services.start('content')]);
  await services.ensureDemo();
  return services;
}

export class Services {
  private readonly running = new Map<ServiceName, ServiceProcess[]>();

  constructor(
    readonly env: Record<string, string>,
    private readonly layout: Layout,
    private readonly serverUrl: string,
  ) {}

  /** A database on the server itself; what the services are told may lead there by others. */
  databaseUrl(name: DatabaseName): string {
    return databaseUrlOf(this.serverUrl, name);
  }

  url(service: ServiceName): string {
    return this.env[service === 'content' ? 'CONTENT_URL' : 'ENGAGEMENT_URL'] ?? '';
  }

  /** The process that answers HTTP requests, or the one of another role. */
  pid(service: ServiceName, role: Role = 'api'): number {
    return this.process(service, role).child.pid ?? 0;
  }

  /** What a process says of itself and why, and its clock; status 0 where it does not answer. */
  async health(
    service: ServiceName,
    role: Role,
  ): Promise<{ status: number; is: string; reasons?: object; date: number }> {
    try {
      const { url } = this.process(service, role);
      const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(4_000) });
      const { status: is, reasons } = (await response.json()) as { status: string; reasons?: object };
      return { status: response.status, is, reasons, date: Date.parse(response.headers.get('date') ?? '') };
    } catch {
      return { status: 0, is: 'silent', date: NaN };
    }
  }

  private process(service: ServiceName, role: Role): ServiceProcess {
    const found = this.running.get(service)?.find((one) => one.role === role || one.role === 'both');
    if (!found) throw new Error(`${service} ${role} is not running`);
    return found;
  }

  /** Creates the databases, migrated by the built programs. */
  async createDatabases(): Promise<void> {
    const { REDIS_URL } = this.env;
    await copyDatabases({
      databaseUrl: this.serverUrl,
      names: REDIS_URL ? ['engagement', 'content'] : ['engagement', 'content', 'queue'],
      migratedBy: 'programs',
      migrate: (databaseUrl) => {
        const stores = { DATABASE_URL: databaseUrl, DATABASE_DIRECT_URL: '', DATABASE_READ_URL: '', REDIS_URL: '' };
        const templates = new Services({ ...this.env, ...stores }, 'together', databaseUrl);
        return Promise.all([templates.command('engagement', 'migrate'), templates.command('content', 'migrate')]);
      },
    });
  }

  /** The site `demo`, with the address of content among its origins. By the API: a command would take half a second of a processor. */
  async ensureDemo(): Promise<void> {
    const { origin } = new URL(this.url('content'));
    const body = {
      id: 'demo',
      name: 'demo',
      guestBalance: 100,
      origins: [origin, origin.replace('localhost', '127.0.0.1')],
    };
    // Its public address may be a proxy's, which starts later.
    const api = createApi(this.process('engagement', 'api').url);
    const { status } = await api.call('POST', '/v1/admin/sites', { token: this.env.ADMIN_TOKEN, body });
    // Data of before has it.
    if (status === 409) await this.command('engagement', 'sites', 'ensure', 'demo', '--origin', origin);
    else if (status !== 201) throw new Error(`The site demo cannot be created: ${status}`);
  }

  /** Runs a command of a service. @returns what it printed */
  async command(service: ServiceName, ...args: string[]): Promise<string> {
    const program = join(ROOT, 'dist/apps', service, 'src/cli.js');
    const { stdout } = await run(process.execPath, [program, ...args], { env: { ...process.env, ...this.env } });
    return stdout;
  }

  /** Resolves when the processes of the service are ready. */
  async start(service: ServiceName): Promise<void> {
    this.running.set(service, []);
    const roles: (Role | 'both')[] = this.layout === 'together' ? ['both'] : ['api', 'worker'];
    await Promise.all(roles.map((role) => this.startProcess(service, role)));
  }

  /** Starts a process that was killed. Resolves when it is there; what it needs may still be away. */
  async startAgain(service: ServiceName, role: Role): Promise<void> {
    await this.startProcess(service, this.layout === 'together' ? 'both' : role);
  }

  private async startProcess(service: ServiceName, role: Role | 'both'): Promise<void> {
    const program = join(ROOT, 'dist/apps', service, 'src/main.js');
    // A worker answers health checks only, where nobody else listens.
    const port = role === 'worker' ? { [portOf(service)]: String(await freePort()) } : {};
    const env: Record<string, string> = { ...this.env, ...port, ...(role !== 'both' && { ROLES: role }) };
    const child = fork(program, [], { env: { ...process.env, ...env }, execArgv: [] });
    const url = `http://127.0.0.1:${env[portOf(service)]}`;
    this.running.get(service)?.push({ role, child, url });
    await poll(
      async () => {
        if (child.exitCode !== null) throw new Error(`${service} ended with exit code ${child.exitCode}`);
        return this.status(`${url}/health/ready`);
      },
      (status) => status === 200,
    );
  }

  /**
   * Ends the processes of a service, or the one of a role, and waits until they are gone; one that is not running is left alone.
   * @returns their exit codes, null where the signal ended it
   */
  async end(service: ServiceName, signal: 'SIGTERM' | 'SIGKILL', role?: Role): Promise<(number | null)[]> {
    const all = this.running.get(service) ?? [];
    const ending = role === undefined ? all : [this.process(service, role)];
    this.running.set(
      service,
      all.filter((one) => !ending.includes(one)),
    );
    return Promise.all(
      ending.map(async ({ child }) => {
        if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
        const exited = once(child, 'exit');
        child.kill(signal);
        await exited;
        return child.exitCode;
      }),
    );
  }

  async stop(): Promise<void> {
    await Promise.all([this.end('content', 'SIGTERM'), this.end('engagement', 'SIGTERM')]);
  }

  /** The status of a GET, or 0 where nobody answers. */
  status(url: string): Promise<number> {
    return statusOf(url);
  }

  /** The article page as a reader without JavaScript gets it. */
  async html(slug: string): Promise<string> {
    return (await fetch(`${this.url('content')}/articles/${slug}`)).text();
  }

  /** Creates and publishes an article made of a title and a paragraph, by the running content service. */
  async publish(slug: string, title = `About ${slug}`): Promise<void> {
    const { call } = createApi(this.url('content'));
    const token = ADMIN_TOKEN;
    expectStatus(
      201,
      await call('POST', '/v1/articles', { token, body: { slug, title, body: `A paragraph of ${slug}.` } }),
    );
    expectStatus(200, await call('POST', `/v1/articles/${slug}/publish`, { token }));
  }
}

const portOf = (service: ServiceName) => (service === 'content' ? 'CONTENT_PORT' : 'ENGAGEMENT_PORT');
