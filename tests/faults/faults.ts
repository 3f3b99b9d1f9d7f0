import type { Role, ServiceName } from '@afterword/testing/services';
import { poll } from '@afterword/testing/poll';
import { areScaled } from '@afterword/testing/scaled-stores';
import type { Moment, Network } from '@afterword/testing/tcp-proxy';
import type { Load } from './load';
import { PROCESSES, type QueueKind, type Stage } from './stage';

/** What a process says of itself: the words of its readiness, or that it does not answer. */
type Word = 'ready' | 'degraded' | 'unavailable' | 'silent';
/** A process that may not have met the fault says whichever is true of it. */
type Expected = Word | 'any';
export type ProcessName = `${ServiceName} ${Role}`;

export interface Fault {
  name: string;
  /** The queues that it is tried with in `npm test`, which has a few minutes; none unless given. */
  short?: readonly QueueKind[];
  /** On this queue only; on both by default. */
  queue?: QueueKind;
  strike: (stage: Stage) => unknown;
  heal: (stage: Stage) => unknown;
  /** What processes say meanwhile. Those that are not named say `ready`. */
  health: Partial<Record<ProcessName, Expected>>;
  /** What processes say for good once it is healed, where that is not `ready`. */
  healthAfter?: Partial<Record<ProcessName, Expected>>;
  /** Whether readers' writes are taken meanwhile. */
  takesWrites: boolean;
}

/** Content says that it is degraded where engagement's API does not answer. */
export const silent = (service: ServiceName, role: Role): Fault['health'] => ({
  ...(service === 'engagement' && role === 'api' && { 'content api': 'degraded', 'content worker': 'degraded' }),
  [`${service} ${role}`]: 'silent',
});

const killed = (service: ServiceName, role: Role): Omit<Fault, 'takesWrites'> => ({
  name: `${service} ${role}: killed, started again`,
  strike: ({ services }) => services.end(service, 'SIGKILL', role),
  heal: ({ services }) => services.startAgain(service, role),
  health: silent(service, role),
});

const stopped = (service: ServiceName, role: Role): Omit<Fault, 'takesWrites'> => ({
  name: `${service} ${role}: stopped (SIGSTOP), continued`,
  strike: ({ services }) => process.kill(services.pid(service, role), 'SIGSTOP'),
  heal: ({ services }) => process.kill(services.pid(service, role), 'SIGCONT'),
  health: silent(service, role),
});

export const everyProcess = (word: Expected): Fault['health'] =>
  Object.fromEntries(PROCESSES.map(({ service, role }) => [`${service} ${role}`, word]));

const OF_SERVICES: Fault[] = [
  { ...killed('engagement', 'api'), takesWrites: false, short: ['Redis'] },
  { ...stopped('engagement', 'api'), takesWrites: false, short: ['Redis'] },
  { ...killed('engagement', 'worker'), takesWrites: true, short: ['Redis', 'PostgreSQL'] },
  { ...stopped('engagement', 'worker'), takesWrites: true },
  { ...killed('content', 'api'), takesWrites: true },
  { ...stopped('content', 'api'), takesWrites: true },
  { ...killed('content', 'worker'), takesWrites: true, short: ['Redis', 'PostgreSQL'] },
  { ...stopped('content', 'worker'), takesWrites: true },
];

const OF_REDIS: Fault[] = [
  {
    name: 'Redis: killed, back with its data',
    short: ['Redis'],
    queue: 'Redis',
    strike: (stage) => stage.killRedis(),
    heal: (stage) => stage.startRedis({ kept: true }),
    health: everyProcess('degraded'),
    takesWrites: true,
  },
  {
    name: 'Redis: killed, back empty',
    short: ['Redis'],
    queue: 'Redis',
    strike: (stage) => stage.killRedis(),
    heal: (stage) => stage.startRedis({ kept: false }),
    health: everyProcess('degraded'),
    takesWrites: true,
  },
  {
    name: 'Redis: stopped (SIGSTOP), continued',
    queue: 'Redis',
    strike: (stage) => stage.signalRedis('SIGSTOP'),
    heal: (stage) => stage.signalRedis('SIGCONT'),
    health: everyProcess('degraded'),
    takesWrites: true,
  },
];

/** Everything is away, and nobody is told that it is not. */
export const WITHOUT_DATABASE: Pick<Fault, 'health' | 'takesWrites'> = {
  health: everyProcess('unavailable'),
  takesWrites: false,
};

const OF_POSTGRES: Fault[] = [
  {
    name: 'PostgreSQL: every process killed, started again',
    short: ['Redis', 'PostgreSQL'],
    strike: (stage) => stage.crashPostgres(),
    heal: (stage) => stage.startPostgres(),
    ...WITHOUT_DATABASE,
  },
  {
    name: 'PostgreSQL: immediate shutdown, started again',
    strike: (stage) => stage.stopPostgresAtOnce(),
    heal: (stage) => stage.startPostgres(),
    ...WITHOUT_DATABASE,
  },
  {
    name: 'PostgreSQL: stopped (SIGSTOP), continued',
    strike: (stage) => stage.signalPostgres('SIGSTOP'),
    heal: (stage) => stage.signalPostgres('SIGCONT'),
    ...WITHOUT_DATABASE,
  },
];

const WIRES = ['database', 'redis', 'readers', 'services'] as const;
type Wire = (typeof WIRES)[number];

/** What is felt of a network that is gone. */
const FELT: Record<Wire, Pick<Fault, 'health' | 'takesWrites' | 'queue'> & { name: string }> = {
  database: { name: 'network to PostgreSQL', ...WITHOUT_DATABASE },
  redis: { name: 'network to Redis', health: everyProcess('degraded'), takesWrites: true, queue: 'Redis' },
  readers: { name: "readers' network to engagement", health: {}, takesWrites: false },
  services: {
    name: "content's network to engagement",
    health: { 'content api': 'degraded', 'content worker': 'degraded' },
    takesWrites: true,
  },
};

/** Milliseconds in each direction. */
const SLOW_MS = 60;

const OF_NETWORKS: Fault[] = WIRES.flatMap((wire) => {
  const { name, ...felt } = FELT[wire];
  const set = (network: Network) => (stage: Stage) => stage.network[wire]?.set(network);
  const heal = set({ kind: 'open' });
  return [
    {
      name: `${name}: cut`,
      strike: set({ kind: 'cut' }),
      heal,
      ...felt,
      ...(wire === 'readers' && { short: ['Redis'] as const }),
    },
    {
      name: `${name}: takes everything, answers nothing`,
      strike: set({ kind: 'silent' }),
      heal,
      ...felt,
      ...(wire === 'database' && { short: ['PostgreSQL'] as const }),
    },
    {
      name: `${name}: ${SLOW_MS} ms slow each way`,
      strike: set({ kind: 'slow', delayMs: SLOW_MS }),
      heal,
      ...felt,
      health: {},
      takesWrites: true,
    },
  ];
});

/** On a stage that has a standby: nobody comes back to the first one after that. */
export const OF_STANDBYS: readonly Fault[] = [
  {
    name: 'PostgreSQL: primary killed, its standby takes over',
    strike: (stage) => stage.crashPostgres(),
    heal: (stage) => stage.failOver(),
    ...WITHOUT_DATABASE,
    // The standby that reads went to has become the primary, and there is no other.
    ...(areScaled && { healthAfter: everyProcess('degraded') }),
  },
];

/** On a stage whose clocks can be set. */
export const OF_CLOCKS: readonly Fault[] = [1, -1].map((hours) => ({
  name: `clocks of all processes: an hour ${hours > 0 ? 'ahead' : 'behind'}`,
  strike: (stage) => stage.setClocks(hours),
  heal: (stage) => stage.setClocks(0),
  health: {},
  takesWrites: true,
}));

/** Steps of a write and of the link, by what is on the wire then: all processes of a service are killed at that moment. */
const STEPS: readonly {
  name: string;
  service: ServiceName;
  wire: 'database' | 'redis';
  moment: Omit<Moment, 'arrives'>;
}[] = [
  {
    name: 'engagement: killed as it commits',
    service: 'engagement',
    wire: 'database',
    moment: { from: 'afterword-engagement', text: 'commit\0' },
  },
  {
    name: 'engagement: killed as it adds an announcement to the queue',
    service: 'engagement',
    wire: 'redis',
    moment: { from: '', text: 'page.snapshot' },
  },
  {
    name: 'content: killed as it stores a snapshot',
    service: 'content',
    wire: 'database',
    moment: { from: 'afterword-content', text: 'engagement_snapshot' },
  },
];

const OF_STEPS: Fault[] = STEPS.flatMap(({ name, service, wire, moment }) =>
  [true, false].map((arrives) => ({
    name: `${name}, which ${arrives ? 'arrives' : 'does not arrive'}`,
    ...(wire === 'redis' && { queue: 'Redis' as const }),
    strike: ({ services, network }) =>
      new Promise((resolve) =>
        network[wire]?.at({ ...moment, arrives }, () => resolve(services.end(service, 'SIGKILL'))),
      ),
    heal: ({ services }) => services.start(service),
    health:
      service === 'content'
        ? { 'content api': 'silent', 'content worker': 'silent' }
        : {
            ...{ 'content api': 'degraded', 'content worker': 'degraded' },
            ...{ 'engagement api': 'silent', 'engagement worker': 'silent' },
          },
    takesWrites: service === 'content',
  })),
);

export const FAULTS: readonly Fault[] = [...OF_SERVICES, ...OF_STEPS, ...OF_REDIS, ...OF_POSTGRES, ...OF_NETWORKS];

/** Resolves when every process says of itself what it should. */
export async function healthTells(stage: Stage, expected: Fault['health']): Promise<void> {
  const told = async () =>
    Object.fromEntries(
      await Promise.all(
        PROCESSES.map(async ({ service, role }) => {
          const name: ProcessName = `${service} ${role}`;
          const { is, reasons } = await stage.services.health(service, role);
          return [name, [expected[name] ?? 'ready', is, reasons]] as const;
        }),
      ),
    );
  await poll(told, (words) => Object.values(words).every(([wanted, is]) => wanted === 'any' || wanted === is), {
    withinMs: 60_000,
  });
}

/**
 * Strikes while readers are busy, and heals when it was felt.
 * @param writes how many are acknowledged before the fault, and while it lasts where it lets them
 * @returns how long it took until all was well again. Milliseconds
 */
export async function suffer(stage: Stage, load: Load, fault: Fault, writes: number): Promise<number> {
  await load.moreAcknowledged(writes);
  await fault.strike(stage);
  let healedAt: number;
  try {
    await Promise.all([
      healthTells(stage, fault.health),
      fault.takesWrites ? load.moreAcknowledged(writes) : load.moreMissing(load.readers.length),
    ]);
  } finally {
    // Also where it was not felt as it should be: the next fault finds everything in its place.
    healedAt = performance.now();
    await fault.heal(stage);
  }
  await Promise.all([healthTells(stage, fault.healthAfter ?? {}), load.everybodyServed()]);
  return performance.now() - healedAt;
}
