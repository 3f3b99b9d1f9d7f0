import { type ChildProcess, execFile, fork } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type EmbeddedPostgres, openEmbeddedPostgres } from '../../apps/cli/src/embedded-postgres';
import { freePort } from '../../apps/cli/src/ports';
import { databaseUrlOf } from '../../libs/platform/src/database/database-url';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { createApi, expectStatus, pagePath } from '@afterword/testing/api';
import { type Haproxy, startHaproxy } from '@afterword/testing/haproxy';
import { type PgBouncer, startPgBouncer } from '@afterword/testing/pgbouncer';
import { poll } from '@afterword/testing/poll';
import { endProcess, statusOf } from '@afterword/testing/processes';
import { type Reaper, startReaper } from '@afterword/testing/reaper';
import { type RedisGroup, startRedisCluster, startRedisWithSentinel } from '@afterword/testing/redis-groups';
import type { RedisServer } from '@afterword/testing/redis';
import type { Role, ServiceName } from '@afterword/testing/services';
import type { Stage } from '../faults/stage';
import { type Standby, startStandby } from '../faults/standby';

const ROOT = join(__dirname, '../..');

/** A process of a service, which can be started again. */
interface Member {
  name: string;
  service: ServiceName;
  roles: Role[];
  port: number;
  child: ChildProcess | null;
}

/**
 * What docs/scale.md describes, on this machine: two processes that answer for engagement and one that works for it, two of content, behind HAProxy
 * (`deploy/scale/haproxy.cfg`); PostgreSQL with a synchronous standby, and PgBouncer before each; Redis with a replica and a Sentinel.
 */
export class Installation {
  readonly pages = ['first', 'second', 'third'];
  private members: Member[] = [];
  private env: Record<string, string> = {};
  private haproxy: Haproxy | null = null;
  private poolers: PgBouncer[] = [];
  private primaryPort: number;

  private constructor(
    private readonly folder: string,
    private readonly reaper: Reaper,
    private readonly primary: EmbeddedPostgres,
    private readonly standby: Standby,
    readonly redis: RedisGroup & { master(): Promise<RedisServer> },
  ) {
    this.primaryPort = primary.port;
  }

  /** @param redis what keeps the queue: a master and a replica with a Sentinel, or a Cluster of three masters with a replica each */
  static async open(redis: 'sentinel' | 'cluster' = 'sentinel'): Promise<Installation> {
    const reaper = startReaper();
    const folder = await mkdtemp(join(tmpdir(), 'afterword-scale-'));
    // PostgreSQL's user must reach it.
    await chmod(folder, 0o755);
    const primary = await openEmbeddedPostgres({ dataFolder: folder });
    reaper.watch({ pid: primary.pid, folder });
    const standby = await startStandby(primary, folder);
    reaper.watch(standby);
    const group = await (redis === 'cluster' ? startRedisCluster({ withReplicas: true }) : startRedisWithSentinel());
    for (const server of group.servers) reaper.watch(server);
    const installation = new Installation(folder, reaper, primary, standby, group);
    await installation.start();
    return installation;
  }

  url(service: ServiceName): string {
    return this.env[service === 'content' ? 'CONTENT_URL' : 'ENGAGEMENT_URL'] ?? '';
  }

  /** For what compares what readers were told with what is stored. */
  get asStage(): Stage {
    const services = {
      url: (service: ServiceName) => this.url(service),
      command: (service: ServiceName, ...args: string[]) => this.command(service, ...args),
    };
    const databaseUrl = (service: ServiceName) =>
      databaseUrlOf(this.addressOf(`127.0.0.1:${this.primaryPort}`), service);
    return { pages: this.pages, services, databaseUrl } as unknown as Stage;
  }

  get names(): string[] {
    return this.members.map(({ name }) => name);
  }

  /** As an upgrade does: each is told to stop, ends what it has begun, and is back before the next one's turn. */
  async restart(name: string): Promise<void> {
    const member = this.member(name);
    await this.end(member, 'SIGTERM');
    await this.startMember(member);
  }

  async kill(name: string): Promise<void> {
    await this.end(this.member(name), 'SIGKILL');
  }

  async startAgain(name: string): Promise<void> {
    await this.startMember(this.member(name));
  }

  /** The primary is gone, and its standby takes its place. */
  async failOver(): Promise<void> {
    process.kill(this.primary.pid, 'SIGQUIT');
    await this.primary.lost;
    await this.standby.promote();
    this.primaryPort = this.standby.port;
  }

  async command(service: ServiceName, ...args: string[]): Promise<string> {
    const program = join(ROOT, 'dist/apps', service, 'src/cli.js');
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], {
      env: { ...process.env, ...this.env },
    });
    return stdout;
  }

  async close(): Promise<void> {
    await Promise.all(this.members.map((member) => this.end(member, 'SIGTERM')));
    await this.haproxy?.stop();
    await Promise.all(this.poolers.map((pooler) => pooler.stop()));
    await this.redis.stop();
    for (const { pid } of [this.primary, this.standby])
      try {
        process.kill(pid, 'SIGQUIT');
      } catch {
        // It has ended.
      }
    await this.primary.lost;
    this.reaper.dismiss();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }

  private addressOf(hosts: string): string {
    const { username, password } = new URL(this.primary.url);
    return `postgres://${username}:${password}@${hosts}/scale`;
  }

  private async start(): Promise<void> {
    const servers = [this.primary.port, this.standby.port].map((port) => this.addressOf(`127.0.0.1:${port}`));
    for (const server of servers) {
      const pooler = await startPgBouncer(['max_client_conn = 400', 'default_pool_size = 20'], server);
      if (!pooler) throw new Error('There is no pgbouncer');
      this.reaper.watch(pooler);
      this.poolers.push(pooler);
    }
    const hostsOf = (urls: readonly string[]) => urls.map((url) => new URL(url).host).join();
    const pooled = servers.map((server, index) => this.poolers[index]?.url(server) ?? '');
    const [contentPort, engagementPort] = [await freePort(), await freePort()];
    this.env = {
      HOST: '127.0.0.1',
      CONTENT_URL: `http://localhost:${contentPort}`,
      ENGAGEMENT_URL: `http://localhost:${engagementPort}`,
      DATABASE_URL: `${this.addressOf(hostsOf(pooled))}?target_session_attrs=read-write`,
      DATABASE_DIRECT_URL: `${this.addressOf(hostsOf(servers))}?target_session_attrs=read-write`,
      DATABASE_READ_URL: pooled[1] ?? '',
      REDIS_URL: this.redis.url,
      ADMIN_TOKEN,
      RATE_LIMITS: 'off',
      TRUSTED_PROXIES: 'loopback',
      LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'fatal',
    };
    await this.command('engagement', 'migrate');
    await this.command('content', 'migrate');
    await this.command('engagement', 'sites', 'ensure', 'demo', '--origin', this.url('content'));
    const wanted: [name: string, service: ServiceName, roles: Role[]][] = [
      ['engagement 1', 'engagement', ['api']],
      ['engagement 2', 'engagement', ['api']],
      ['engagement worker', 'engagement', ['worker']],
      ['content 1', 'content', ['api', 'worker']],
      ['content 2', 'content', ['api', 'worker']],
    ];
    for (const [name, service, roles] of wanted)
      this.members.push({ name, service, roles, port: await freePort(), child: null });
    await Promise.all(this.members.map((member) => this.startMember(member)));
    await this.startHaproxy(contentPort, engagementPort);
    await this.prepare();
  }

  private async startHaproxy(contentPort: number, engagementPort: number): Promise<void> {
    const of = (service: ServiceName, port: number) => {
      const [first, second] = ['1', '2'].map((number) => this.member(`${service} ${number}`).port);
      return { port, processes: [first!, second!] as const };
    };
    const services = { content: of('content', contentPort), engagement: of('engagement', engagementPort) };
    this.haproxy = await startHaproxy(services, this.reaper);
  }

  /** Readers have points, and every page is an article that content has a copy of. */
  private async prepare(): Promise<void> {
    const [engagement, content] = [createApi(this.url('engagement')), createApi(this.url('content'))];
    const token = ADMIN_TOKEN;
    const body = { guestBalance: 1_000_000 };
    expectStatus(200, await engagement.call('PATCH', '/v1/admin/sites/demo', { token, body }));
    for (const slug of this.pages) {
      const article = { slug, title: `About ${slug}`, body: `A paragraph of ${slug}.` };
      expectStatus(201, await content.call('POST', '/v1/articles', { token, body: article }));
      expectStatus(200, await content.call('POST', `/v1/articles/${slug}/publish`, { token }));
      await poll(
        async () => (await engagement.call<{ url: string | null }>('GET', pagePath('demo', slug))).body.url,
        (url) => url !== null,
      );
    }
  }

  private member(name: string): Member {
    const found = this.members.find((member) => member.name === name);
    if (!found) throw new Error(`There is no ${name}`);
    return found;
  }

  private async startMember(member: Member): Promise<void> {
    const { service, roles, port } = member;
    const program = join(ROOT, 'dist/apps', service, 'src/main.js');
    const own = { [`${service.toUpperCase()}_PORT`]: String(port), ROLES: roles.join() };
    const child = fork(program, [], { env: { ...process.env, ...this.env, ...own }, execArgv: [] });
    member.child = child;
    if (child.pid !== undefined) this.reaper.watch({ pid: child.pid });
    await poll(
      () => {
        if (child.exitCode !== null) throw new Error(`${member.name} ended with exit code ${child.exitCode}`);
        return statusOf(`http://127.0.0.1:${port}/health/ready`);
      },
      (status) => status === 200,
      { withinMs: 90_000 },
    );
  }

  private async end(member: Member, signal: NodeJS.Signals): Promise<void> {
    if (member.child) await endProcess(member.child, signal);
    member.child = null;
  }
}
