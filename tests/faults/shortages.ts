import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { poll } from '@afterword/testing/poll';
import type { Role, ServiceName } from '@afterword/testing/services';
import { everyProcess, type Fault, silent, WITHOUT_DATABASE } from './faults';
import { PROCESSES, type Stage } from './stage';

/** Redis stores nothing above this; it has more at once. Bytes. */
const TOO_LITTLE = 1_000_000;

/** What it has is more: nothing is added. Bytes. */
const LEAST = 1_000_000;

/** So many ask a process at once that is to need more memory. */
const CROWD = 200;

/** Where nothing new can be stored, and what is there can be read. */
const FULL: Pick<Fault, 'health' | 'takesWrites'> = {
  health: { ...everyProcess('any'), 'engagement api': 'degraded' },
  takesWrites: false,
};

const outOfMemory = (service: ServiceName, role: Role): Fault => ({
  name: `${service} ${role}: ends for want of memory, started again`,
  strike: (stage) => starve(stage, service, role),
  heal: async ({ services }) => {
    await services.end(service, 'SIGKILL', role);
    await services.startAgain(service, role);
  },
  health: silent(service, role),
  takesWrites: !(service === 'engagement' && role === 'api'),
});

/** What a limit of memory does. */
export const OF_MEMORY: readonly Fault[] = [
  ...PROCESSES.map(({ service, role }) => outOfMemory(service, role)),
  {
    name: 'Redis: has no memory left (maxmemory, noeviction)',
    short: ['Redis'],
    queue: 'Redis',
    strike: (stage) => setRedis(stage, 'maxmemory', TOO_LITTLE),
    heal: (stage) => setRedis(stage, 'maxmemory', 0),
    health: everyProcess('degraded'),
    takesWrites: true,
  },
  {
    name: 'PostgreSQL: the process of one session killed, as for want of memory',
    strike: (stage) => killSession(stage),
    // It ends all its sessions and recovers by itself.
    heal: (stage) => stage.startPostgres(),
    health: everyProcess('any'),
    takesWrites: true,
  },
];

/** On a stage whose disks are small. */
export const OF_DISKS: readonly Fault[] = [
  {
    name: "PostgreSQL's disk: full, then freed",
    short: ['Redis'],
    strike: ({ disks }) => disks?.postgres.fill(),
    heal: ({ disks }) => disks?.postgres.free(),
    ...FULL,
  },
  {
    name: "PostgreSQL's disk: full, no room for its log; freed, started again",
    strike: async (stage) => {
      await stage.disks?.postgres.fill();
      await fillLog(stage);
    },
    heal: async (stage) => {
      await stage.disks?.postgres.free();
      await stage.startPostgres();
    },
    ...WITHOUT_DATABASE,
  },
  {
    name: "Redis's disk: full, freed (appendfsync everysec)",
    queue: 'Redis',
    strike: async (stage) => {
      await setRedis(stage, 'appendfsync', 'everysec');
      await stage.disks?.redis.fill();
    },
    heal: async (stage) => {
      await stage.disks?.redis.free();
      await setRedis(stage, 'appendfsync', 'always');
    },
    health: everyProcess('degraded'),
    takesWrites: true,
  },
  {
    name: "Redis's disk: full, it ends; freed, started again (appendfsync always)",
    queue: 'Redis',
    strike: ({ disks }) => disks?.redis.fill(),
    heal: async (stage) => {
      await stage.disks?.redis.free();
      await stage.killRedis();
      await stage.startRedis({ kept: true });
    },
    health: everyProcess('degraded'),
    takesWrites: true,
  },
];

/**
 * Lets a process have no more memory than it has, and waits until it has ended of that, or does not answer while it ends. V8 says so to its standard error, by which a worker of
 * Jest believes that it has none itself: only with `--runInBand`, as `npm run faults` does.
 */
async function starve(stage: Stage, service: ServiceName, role: Role): Promise<void> {
  const pid = stage.services.pid(service, role);
  await promisify(execFile)('prlimit', ['--pid', String(pid), `--as=${LEAST}`]);
  const { services } = stage;
  await poll(
    async () => {
      // Readers alone may not make it grow.
      const asked = await Promise.all(Array.from({ length: CROWD }, () => services.health(service, role)));
      return isAlive(pid) && asked.some(({ is }) => is !== 'silent');
    },
    (is) => !is,
  );
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function setRedis(stage: Stage, name: string, value: string | number): Promise<void> {
  const redis = new Redis(stage.redisUrl);
  try {
    await redis.config('SET', name, String(value));
  } finally {
    redis.disconnect();
  }
}

/** PostgreSQL ends by itself where it cannot write its log. */
async function fillLog(stage: Stage): Promise<void> {
  const client = new Client({ connectionString: stage.databaseUrl('engagement') });
  client.on('error', () => undefined);
  await client.connect();
  const gone = new Promise((resolve) => client.once('end', resolve));
  const write = async (): Promise<never> => {
    for (;;) await client.query(`select pg_logical_emit_message(false, 'faults', repeat('x', 1000000))`);
  };
  await Promise.all([gone, write().catch(() => undefined)]);
}

async function killSession(stage: Stage): Promise<void> {
  const client = new Client({ connectionString: stage.databaseUrl('engagement') });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const gone = new Promise((resolve) => client.once('end', resolve));
  process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
  await gone;
}
