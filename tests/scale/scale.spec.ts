import { appendFile } from 'node:fs/promises';
import { poll } from '@afterword/testing/poll';
import { booksBalance, compareWithStored, snapshotsEqual } from '../faults/facts';
import { Load } from '../faults/load';
import { Installation } from './installation';

/** `npm run scale` runs it, and wants a table. */
const report = process.env.SCALE_REPORT;
const READERS = 12;
/** Acknowledged before, during and after what happens. */
const WRITES = 200;

interface Event {
  name: string;
  happen: (installation: Installation) => Promise<unknown>;
  /** What readers must not notice at all. */
  isUnnoticed?: boolean;
}

async function loseMaster({ redis }: Installation): Promise<void> {
  const master = await redis.master();
  await master.kill();
  await poll(
    () => redis.master(),
    (now) => now !== master,
  );
}

const EVENTS: Event[] = [
  {
    name: 'every process restarted, one after the other',
    isUnnoticed: true,
    happen: async (installation) => {
      for (const name of installation.names) await installation.restart(name);
    },
  },
  {
    name: 'a process of engagement killed, started again',
    happen: async (installation) => {
      await installation.kill('engagement 1');
      await installation.startAgain('engagement 1');
    },
  },
  {
    name: 'a process of content killed, started again',
    happen: async (installation) => {
      await installation.kill('content 1');
      await installation.startAgain('content 1');
    },
  },
  {
    name: 'the worker killed, started again',
    happen: async (installation) => {
      await installation.kill('engagement worker');
      await installation.startAgain('engagement worker');
    },
  },
  { name: 'the master of Redis killed, its replica takes over', happen: loseMaster },
  {
    name: 'the primary of PostgreSQL gone, its standby takes over',
    happen: (installation) => installation.failOver(),
  },
];

/** Redis in the two ways in which it may be lost. The Cluster is opened for that alone. */
const INSTALLATIONS = [
  { redis: 'sentinel', events: EVENTS },
  {
    redis: 'cluster',
    events: [{ name: 'the master of a Redis Cluster killed, its replica takes over', happen: loseMaster }],
  },
] as const satisfies { redis: 'sentinel' | 'cluster'; events: Event[] }[];

(report === undefined ? describe.skip : describe).each(INSTALLATIONS)(
  'several processes of each service behind HAProxy, a $redis of Redis',
  ({ redis, events }) => {
    const loads: Load[] = [];
    let installation: Installation;

    beforeAll(async () => {
      installation = await Installation.open(redis);
      const titles = ['what happened', 'acknowledged', 'writes/s', 'failed tries', 'lost', 'twice', 'snapshots equal'];
      if (redis === 'sentinel')
        await appendFile(report ?? '', `| ${titles.join(' | ')} |\n|${' --- |'.repeat(titles.length)}\n`);
    }, 240_000);
    afterAll(() => installation.close(), 60_000);

    it.each<Event>([...events])(
      '$name: what was acknowledged is stored once and counted',
      async ({ name, happen, isUnnoticed = false }) => {
        const url = installation.url('engagement');
        const load = await Load.open({ url, at: url, pages: installation.pages, readers: READERS });
        loads.push(load);
        const startedAt = performance.now();
        load.start();
        try {
          await load.moreAcknowledged(WRITES);
          await happen(installation);
          await load.everybodyServed();
          await load.moreAcknowledged(WRITES);
        } finally {
          await load.stop();
        }
        const writesPerSecond = Math.round(load.acknowledged / ((performance.now() - startedAt) / 1_000));
        const snapshotsMs = await snapshotsEqual(installation.asStage);
        const { lost, twice, wrong } = await compareWithStored(installation.asStage, loads);
        const row = [name, load.acknowledged, writesPerSecond, load.failedTries.length, lost.length, twice.length];
        await appendFile(report ?? '', `| ${[...row, `${(snapshotsMs / 1_000).toFixed(1)} s`].join(' | ')} |\n`);
        expect({ lost, twice, wrong, refused: load.refusals }).toEqual({ lost: [], twice: [], wrong: [], refused: [] });
        if (isUnnoticed) expect(load.failedTries).toEqual([]);
        await booksBalance(installation.asStage);
      },
      240_000,
    );
  },
);
