import type { Counters } from '@afterword/contracts';
import { cpuSecondsOf, cpuSecondsOfFamily } from './cpu-time';
import { type LoadResult, ratioNote, sendLoad } from './load';
import type { Rounds } from './reads';
import { readerToken } from './readers';
import type { Figure, Series } from './report';
import { freePort, ServiceProcess } from './services';
import { SITE, type Stage } from './stage';

type Kind = 'like' | 'comment' | 'reward';

interface Write {
  kind: Kind;
  name: string;
  goal: number;
  floor: 'floor-put' | 'floor-post';
}

const writes: Write[] = [
  {
    kind: 'like',
    name: 'likes by distinct readers on one hot page, durable ÷ Nest that only parses and responds',
    goal: 0.7,
    floor: 'floor-put',
  },
  { kind: 'comment', name: 'posting comments on one page, durable ÷ the same floor', goal: 0.3, floor: 'floor-post' },
  { kind: 'reward', name: 'rewards on one page, durable ÷ the same floor', goal: 0.3, floor: 'floor-post' },
];

const pathOf = (page: string, kind: Kind) =>
  `/v1/sites/${SITE}/pages/${page}/${{ like: 'reactions/like', comment: 'comments', reward: 'rewards' }[kind]}`;

/** CPU time for one acknowledged write. Microseconds. */
interface CpuPerWrite {
  engagement: number;
  postgres: number;
}

interface StormOptions {
  connections: number;
  seconds: number;
  /** The origins to send requests to. The connections are divided among them. */
  origins: string[];
}

/** Runs storms, each on a new page so that every like is a reader's first, and collects how many acknowledged writes were not counted. */
class Storms {
  lost: number[] = [];
  private pages = 0;

  constructor(private readonly stage: Stage) {}

  async send(kind: Kind, { connections, seconds, origins }: StormOptions): Promise<LoadResult> {
    const page = `hot-${(this.pages += 1)}`;
    const results = await Promise.all(
      origins.map((origin, index) =>
        sendLoad({
          origin,
          connections: connections / origins.length,
          seconds,
          traffic: { kind, path: pathOf(page, kind) },
          firstReader: Math.floor((this.stage.readers * index) / origins.length),
        }),
      ),
    );
    const sum = (value: (result: LoadResult) => number) => results.reduce((total, result) => total + value(result), 0);
    const acknowledged = sum((result) => result.acknowledged);
    const failed = sum((result) => result.failed);
    if (failed > 0) throw new Error(`${failed} of the ${kind} writes failed`);
    if (acknowledged > this.stage.readers)
      throw new Error(`${acknowledged} ${kind} writes used up the readers: add some`);
    // Requests that were cut off at the end may also be counted, without having been acknowledged.
    this.lost.push(Math.max(0, acknowledged - (await this.counted(page, kind))));
    return {
      acknowledged,
      failed,
      perSecond: sum((result) => result.perSecond),
      p50Ms: Math.max(...results.map(({ p50Ms }) => p50Ms)),
      p99Ms: Math.max(...results.map(({ p99Ms }) => p99Ms)),
      clientBusy: Math.max(...results.map(({ clientBusy }) => clientBusy)),
    };
  }

  private async counted(page: string, kind: Kind): Promise<number> {
    const response = await fetch(`${this.stage.engagement.origin}/v1/counters?site=${SITE}&page=${page}`);
    const { counters } = (await response.json()) as { counters: Record<string, Counters> };
    const found = counters[page];
    if (!found) throw new Error('The page has no counters');
    return { like: found.reactions.like ?? 0, comment: found.comments, reward: found.rewards.count }[kind];
  }
}

/** Measures durable writes against Nest on Fastify that stores nothing, and checks that all acknowledged writes are counted. */
export async function measureWrites(
  stage: Stage,
  { rounds, seconds, connections }: Rounds,
): Promise<{ figures: Figure[]; series: Series[] }> {
  const storms = new Storms(stage);
  const origins = [stage.engagement.origin];
  const figures: Figure[] = [];
  for (const write of writes) {
    const sample = await answerOf(stage, write.kind);
    await stage.floor.answerLike({ 'content-type': 'application/json; charset=utf-8' }, sample);
    const values: number[] = [];
    const notes: string[] = [];
    const cpu: CpuPerWrite[] = [];
    const sendFloor = () =>
      sendLoad({
        origin: stage.floor.writeOrigin,
        connections,
        seconds,
        traffic: { kind: write.floor, path: '/write' },
        firstReader: 0,
      });
    // A warm-up before the first of several rounds, so that V8 has compiled the hot code.
    if (rounds > 1) {
      await sendFloor();
      await storms.send(write.kind, { connections, seconds, origins });
    }
    for (let round = 0; round < rounds; round += 1) {
      const floor = await sendFloor();
      const { ours, perWrite } = await withCpu(stage, () => storms.send(write.kind, { connections, seconds, origins }));
      if (perWrite) cpu.push(perWrite);
      values.push(ours.perSecond / floor.perSecond);
      notes.push(`${ratioNote(ours, floor)}, p99 ${ours.p99Ms} ms`);
    }
    figures.push({ name: write.name, unit: '', goal: { atLeast: write.goal }, values, note: notes.join('; ') });
    if (cpu.length > 0) figures.push(cpuFigure(write.kind, cpu));
  }
  const points: { x: number; y: number }[] = [];
  for (const many of [1, 8, 64, 256]) {
    points.push({ x: many, y: (await storms.send('like', { connections: many, seconds, origins })).perSecond });
  }
  figures.push(await twoProcesses(stage, storms, { rounds, seconds, connections }));
  figures.push({
    name: 'acknowledged − counted writes, all of the above',
    unit: '',
    goal: { atMost: 0 },
    values: storms.lost,
    note: `${storms.lost.length} storms`,
  });
  return { figures, series: [{ chart: 'Likes a second on one page, against connections', name: 'likes', points }] };
}

/** What a storm cost the service and PostgreSQL for each write. This depends less on other programs of the machine than rates do. */
async function withCpu(
  { engagement, surroundings }: Stage,
  storm: () => Promise<LoadResult>,
): Promise<{ ours: LoadResult; perWrite: CpuPerWrite | null }> {
  const used = () => Promise.all([cpuSecondsOf(engagement.pid), cpuSecondsOfFamily(surroundings.postgresPid)]);
  const [serviceBefore, postgresBefore] = await used();
  const ours = await storm();
  const [service, postgres] = await used();
  if (service === null || serviceBefore === null || postgres === null || postgresBefore === null)
    return { ours, perWrite: null };
  const each = (seconds: number) => (seconds * 1e6) / ours.acknowledged;
  return { ours, perWrite: { engagement: each(service - serviceBefore), postgres: each(postgres - postgresBefore) } };
}

const cpuFigure = (kind: Kind, cpu: readonly CpuPerWrite[]): Figure => ({
  name: `CPU time of a ${kind}, engagement and PostgreSQL`,
  unit: 'µs',
  goal: null,
  values: cpu.map(({ engagement, postgres }) => engagement + postgres),
  note: cpu.map(({ engagement, postgres }) => `${Math.round(engagement)} + ${Math.round(postgres)}`).join('; '),
});

/** Compares two processes with half of the connections each to one process with all of them. */
async function twoProcesses(stage: Stage, storms: Storms, { rounds, seconds, connections }: Rounds): Promise<Figure> {
  const ports = { ...stage.ports, engagement: await freePort() };
  const second = await ServiceProcess.start('engagement', stage.surroundings, ports);
  try {
    const values: number[] = [];
    const notes: string[] = [];
    if (rounds > 1) await storms.send('like', { connections, seconds, origins: [second.origin] });
    for (let round = 0; round < rounds; round += 1) {
      const one = await storms.send('like', { connections, seconds, origins: [stage.engagement.origin] });
      const both = await storms.send('like', {
        connections,
        seconds,
        origins: [stage.engagement.origin, second.origin],
      });
      values.push(both.perSecond / one.perSecond);
      notes.push(`${Math.round(both.perSecond)}/s of ${Math.round(one.perSecond)}/s`);
    }
    const name = 'two engagement processes on one hot page ÷ one process';
    return { name, unit: '', goal: { atLeast: 1 }, values, note: notes.join(', ') };
  } finally {
    await second.stop();
  }
}

/** One response to a write, for the floor to repeat. */
async function answerOf(stage: Stage, kind: Kind): Promise<Buffer> {
  const authorization = `Bearer ${readerToken(0)}`;
  const bodies = { like: undefined, comment: '{"body":"A comment of *usual* length."}', reward: '{"amount":1}' };
  const body = bodies[kind];
  const response = await fetch(stage.engagement.origin + pathOf('sample', kind), {
    method: kind === 'like' ? 'PUT' : 'POST',
    headers:
      body === undefined
        ? { authorization }
        : { authorization, 'content-type': 'application/json', 'idempotency-key': `sample-${kind}` },
    ...(body === undefined ? {} : { body }),
  });
  if (!response.ok) throw new Error(`A ${kind} answers ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}
