import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, openEmbeddedPostgres } from '../../apps/cli/src/embedded-postgres';
import { freePort } from '../../apps/cli/src/ports';
import { databaseUrlOf } from '../../libs/platform/src/database/database-url';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { createApi, expectStatus, pagePath } from '@afterword/testing/api';
import { poll } from '@afterword/testing/poll';
import { type Reaper, startReaper } from '@afterword/testing/reaper';
import { type RedisServer, startRedis } from '@afterword/testing/redis';
import { areScaled } from '@afterword/testing/scaled-stores';
import { type Role, type ServiceName, type Services, startServices } from '@afterword/testing/services';
import { startTcpProxy, type TcpProxy } from '@afterword/testing/tcp-proxy';
import { type DatabaseWay, startDirectWay, startScaledWay } from './scaled-database';
import { SmallDisk } from './small-disk';
import { type Standby, startStandby } from './standby';

export type StageKind = 'standby' | 'clock' | 'disks';
export type QueueKind = 'Redis' | 'PostgreSQL';

/** Points that every reader begins with: more than the load gives away. */
const STARTING_BALANCE = 1_000_000;

/** Redis as an installation has it that wants to keep its jobs: in a file, with every command. */
const KEEPING = ['--appendonly', 'yes', '--appendfsync', 'always'];

/** Room for PostgreSQL with its log, and for Redis. Mebibytes. */
const DISKS = { postgres: 768, redis: 64 };
type Disks = Record<keyof typeof DISKS, SmallDisk>;

/** Every process of the two services. */
export const PROCESSES: readonly { service: ServiceName; role: Role }[] = [
  { service: 'content', role: 'api' },
  { service: 'content', role: 'worker' },
  { service: 'engagement', role: 'api' },
  { service: 'engagement', role: 'worker' },
];

/**
 * An installation of a test's own, on a PostgreSQL and a Redis that can be killed: four processes, who reach both by a network
 * that can be cut. Readers reach engagement by such a network, too.
 */
export class Stage {
  readonly pages = ['first', 'second', 'third'];
  private dataFolder: string;
  private standby: Standby | null = null;

  private constructor(
    readonly queue: QueueKind,
    readonly services: Services,
    readonly network: { database: TcpProxy; redis: TcpProxy | null; readers: TcpProxy; services: TcpProxy },
    private readonly folder: string,
    private readonly reaper: Reaper,
    private postgres: EmbeddedPostgres,
    private redis: RedisServer | null,
    readonly disks: Disks | null,
    private readonly way: DatabaseWay,
  ) {
    this.dataFolder = folder;
  }

  /**
   * Where the run's stores are scaled (TEST_STORES), PostgreSQL has a standby and poolers, of whichever kind the stage is.
   * @param kind `standby`: PostgreSQL has one; `clock`: the processes' clocks can be set; `disks`: PostgreSQL and Redis have small ones
   */
  static async open(queue: QueueKind, kind?: StageKind): Promise<Stage> {
    const reaper = startReaper();
    const folder = await mkdtemp(join(tmpdir(), 'afterword-faults-'));
    // PostgreSQL's user must reach it.
    await chmod(folder, 0o755);
    const disks = kind === 'disks' ? await mountDisks(folder, reaper) : null;
    const postgres = await openEmbeddedPostgres({ dataFolder: folder });
    reaper.watch({ pid: postgres.pid, folder });
    const redis =
      queue === 'Redis' ? ((await startRedis(undefined, KEEPING, disks && (await roomOn(disks.redis)))) ?? null) : null;
    if (redis) reaper.watch(redis);
    // A disk that is full is the primary's alone.
    const standbyFolder = `${folder}-standby`;
    const way = areScaled
      ? await startScaledWay(postgres, { folder, standbyFolder }, reaper, (hosts) => addressAt(postgres.url, hosts))
      : await startDirectWay(postgres);
    const database = way.network;
    const redisNetwork = redis && (await startTcpProxy(Number(new URL(redis.url).port)));
    const engagementPort = await freePort();
    const [readers, between] = [await startTcpProxy(engagementPort), await startTcpProxy(engagementPort)];
    const services = await startServices({
      layout: 'apart',
      env: {
        ...(kind === 'clock' && (await clockOf(folder))),
        ...way.env,
        ENGAGEMENT_PORT: String(engagementPort),
        ENGAGEMENT_URL: `http://localhost:${engagementPort}`,
        ENGAGEMENT_INTERNAL_URL: `http://127.0.0.1:${between.port}`,
      },
      databaseUrl: addressOf(postgres.url, areScaled ? postgres.port : database.port),
      redisUrl: redisNetwork && `redis://127.0.0.1:${redisNetwork.port}`,
    });
    const stage = new Stage(
      queue,
      services,
      { database, redis: redisNetwork, readers, services: between },
      folder,
      reaper,
      postgres,
      redis,
      disks,
      way,
    );
    await stage.prepare();
    if (kind === 'standby') stage.standby = way.standby ?? (await stage.addStandby());
    return stage;
  }

  /** Where readers' requests go. */
  get readersUrl(): string {
    return `http://127.0.0.1:${this.network.readers.port}`;
  }

  /** Redis itself, not by way of the network that is cut. */
  get redisUrl(): string {
    return this.redis?.url ?? '';
  }

  /** A service's database, not by way of the network that is cut. */
  databaseUrl(service: ServiceName): string {
    return databaseUrlOf(addressOf(this.postgres.url, this.postgres.port), service);
  }

  /** Kills PostgreSQL as the kernel does when memory is short: every process of it, or the first one. */
  async crashPostgres(): Promise<void> {
    const { pid } = this.postgres;
    const all = [pid, ...(await childrenOf(pid))];
    for (const one of all) signal(one, 'SIGKILL');
    await this.postgres.lost;
  }

  /** `pg_ctl stop -m immediate`: sessions end, nothing is written. */
  async stopPostgresAtOnce(): Promise<void> {
    signal(this.postgres.pid, 'SIGQUIT');
    await this.postgres.lost;
  }

  async signalPostgres(name: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    const { pid } = this.postgres;
    for (const one of [pid, ...(await childrenOf(pid))]) signal(one, name);
  }

  async startPostgres(): Promise<void> {
    this.postgres = await openEmbeddedPostgres({ dataFolder: this.dataFolder, port: this.postgres.port });
    this.reaper.watch({ pid: this.postgres.pid });
  }

  /** The standby takes the place of a primary that is gone. Everybody is led there, unless they know of both. */
  async failOver(): Promise<void> {
    if (!this.standby) throw new Error('There is no standby');
    const { dataFolder, port } = this.standby;
    await this.standby.promote();
    this.postgres = await openEmbeddedPostgres({ dataFolder, port });
    this.dataFolder = dataFolder;
    if (!this.way.standby) this.network.database.retarget(port);
  }

  /** Resolves when the clocks of all processes are so many hours off. PostgreSQL keeps its own. */
  async setClocks(hours: number): Promise<void> {
    await writeFile(join(this.folder, CLOCK), `${hours < 0 ? '' : '+'}${hours}h`);
    await poll(
      () =>
        Promise.all(
          PROCESSES.map(async ({ service, role }) => {
            const { date } = await this.services.health(service, role);
            return Math.round((date - Date.now()) / 3_600_000);
          }),
        ),
      (off) => off.every((one) => one === hours),
    );
  }

  async killRedis(): Promise<void> {
    await this.redis?.kill();
  }

  signalRedis(name: 'SIGSTOP' | 'SIGCONT'): void {
    if (this.redis) signal(this.redis.pid, name);
  }

  /** @param kept false: it has lost everything */
  async startRedis({ kept }: { kept: boolean }): Promise<void> {
    if (!this.redis) throw new Error('The queue is on PostgreSQL');
    const { folder, url } = this.redis;
    if (!kept) await rm(folder, { recursive: true, force: true });
    const started = await startRedis(Number(new URL(url).port), KEEPING, kept ? folder : undefined);
    if (!started) throw new Error('There is no redis-server');
    this.redis = started;
    this.reaper.watch(started);
  }

  async close(): Promise<void> {
    await this.services.stop();
    for (const proxy of [this.network.redis, this.network.readers, this.network.services]) await proxy?.stop();
    await this.way.stop();
    await this.redis?.stop();
    await this.postgres.close();
    this.disks?.redis.unmount();
    this.disks?.postgres.unmount();
    this.reaper.dismiss();
    for (const folder of [this.folder, `${this.folder}-standby`])
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }

  private async addStandby(): Promise<Standby> {
    const standby = await startStandby(this.postgres, this.folder);
    this.reaper.watch(standby);
    return standby;
  }

  /** Readers have points, and every page is an article that content has a copy of. */
  private async prepare(): Promise<void> {
    const engagement = createApi(this.services.url('engagement'));
    const body = { guestBalance: STARTING_BALANCE };
    expectStatus(200, await engagement.call('PATCH', '/v1/admin/sites/demo', { token: ADMIN_TOKEN, body }));
    for (const page of this.pages) await this.services.publish(page);
    for (const page of this.pages)
      await poll(
        async () => (await engagement.call<{ url: string | null }>('GET', pagePath('demo', page))).body.url,
        (url) => url !== null,
      );
  }
}

/** A folder there, which can be removed as a disk's own cannot. */
async function roomOn({ folder }: SmallDisk): Promise<string> {
  const room = join(folder, 'data');
  await mkdir(room);
  return room;
}

async function mountDisks(folder: string, reaper: Reaper): Promise<Disks> {
  const mount = async (at: string, mebibytes: number) => {
    const disk = await SmallDisk.mount(at, mebibytes);
    reaper.watch({ folder: at, isMount: true });
    return disk;
  };
  const postgres = await mount(folder, DISKS.postgres);
  return { postgres, redis: await mount(join(folder, 'redis'), DISKS.redis) };
}

/** The file that says how far clocks are off. */
const CLOCK = 'clock';

/** Debian's package `libfaketime`. */
const FAKETIME = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketimeMT.so.1`;
export const hasFaketime = existsSync(FAKETIME);

/** The environment of processes whose clocks can be set: they look once a second. Their timers keep the real time. */
async function clockOf(folder: string): Promise<Record<string, string>> {
  const file = join(folder, CLOCK);
  await writeFile(file, '+0h');
  return {
    LD_PRELOAD: FAKETIME,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_CACHE_DURATION: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
}

/** The stage's databases at another port of this machine. */
const addressOf = (server: string, port: number) => addressAt(server, `${new URL(server).hostname}:${port}`);

function addressAt(server: string, hosts: string): string {
  const { username, password } = new URL(server);
  return `postgres://${username}:${password}@${hosts}/faults`;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}

async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      return Number(stat.replace(/^.*\)/s, '').trim().split(' ')[1]);
    }),
  );
  return pids.filter((_, index) => parents[index] === parent);
}
