import { appendFile } from 'node:fs/promises';
import { type Fault, FAULTS, OF_CLOCKS, OF_STANDBYS, suffer } from './faults';
import { booksBalance, compareWithStored, snapshotsEqual } from './facts';
import { Load } from './load';
import { OF_DISKS, OF_MEMORY } from './shortages';
import { whyNoSmallDisk } from './small-disk';
import { hasFaketime, type QueueKind, Stage, type StageKind } from './stage';

/** `npm run faults` tries all of them, and wants a line for each. */
const report = process.env.FAULTS_REPORT;

/** Within this time content has what engagement has; on a machine that does nothing else. Milliseconds. */
const SNAPSHOTS_MS = 15_000;

/** More of both where nobody waits. */
const READERS = report === undefined ? 4 : 12;
const WRITES = report === undefined ? 40 : 300;
const QUEUES: readonly QueueKind[] = process.env.TEST_REDIS_URL ? ['Redis', 'PostgreSQL'] : ['PostgreSQL'];
const isTried = (queue: QueueKind, fault: Fault) =>
  (fault.queue ?? queue) === queue && (report !== undefined || fault.short?.includes(queue) === true);

interface Setting {
  queue: QueueKind;
  kind?: StageKind;
  faults: readonly Fault[];
}

const of = (queue: QueueKind, faults: readonly Fault[]) => faults.filter((fault) => isTried(queue, fault));
const everywhere: Setting[] = QUEUES.map((queue) => ({ queue, faults: of(queue, [...FAULTS, ...OF_MEMORY]) }));
const noSmallDisk = whyNoSmallDisk();
/** Said, also where nobody wants a table: what was not tried must not look like what held. */
if (noSmallDisk !== null) process.stderr.write(`Not tried: full disks; ${noSmallDisk}\n`);
const onDisks: Setting[] =
  noSmallDisk === null ? QUEUES.map((queue) => ({ queue, kind: 'disks', faults: of(queue, OF_DISKS) })) : [];
/** Where nobody waits. */
const elsewhere: Setting[] = [
  { queue: QUEUES[0]!, kind: 'standby', faults: OF_STANDBYS },
  ...(hasFaketime ? [{ queue: QUEUES[0]!, kind: 'clock' as const, faults: OF_CLOCKS }] : []),
];
const settings: Setting[] = [...everywhere, ...onDisks, ...(report === undefined ? [] : elsewhere)].filter(
  ({ faults }) => faults.length > 0,
);

describe.each(settings)('readers who are busy while things break, queue on $queue', ({ queue, kind, faults }) => {
  const loads: Load[] = [];
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open(queue, kind);
  });
  afterAll(() => stage.close());

  it.each(faults)('$name: what was acknowledged is stored once and counted', async (fault) => {
    const load = await Load.open({
      url: stage.readersUrl,
      at: stage.services.url('engagement'),
      pages: stage.pages,
      readers: READERS,
    });
    loads.push(load);
    const startedAt = performance.now();
    load.start();
    let recoveredMs: number;
    try {
      recoveredMs = await suffer(stage, load, fault, WRITES);
    } finally {
      await load.stop();
    }
    const writesPerSecond = Math.round(load.acknowledged / ((performance.now() - startedAt) / 1_000));
    const snapshotsMs = await snapshotsEqual(stage);
    const { lost, twice, wrong } = await compareWithStored(stage, loads);
    expect({ lost, twice, wrong, refused: load.refusals }).toEqual({ lost: [], twice: [], wrong: [], refused: [] });
    await booksBalance(stage);
    if (report === undefined) return;
    const row = {
      fault: fault.name,
      queue,
      readers: READERS,
      acknowledged: load.acknowledged,
      writesPerSecond,
      recoveredMs,
      snapshotsMs,
    };
    await appendFile(report, `${JSON.stringify({ ...row, lost: lost.length, twice: twice.length })}\n`);
    expect(snapshotsMs).toBeLessThan(SNAPSHOTS_MS);
  });
});
