import { cpuSecondsOf, cpuSecondsOfFamily } from './cpu-time';
import { type LoadResult, ratioNote, sendLoad } from './load';
import type { Rounds } from './reads';
import { readerToken } from './readers';
import type { Figure, Series } from './report';
import type { Stage } from './stage';
import { type Kind, lostOf, pathOf, Storms } from './storms';

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

/** CPU time for one acknowledged write. Microseconds. */
interface CpuPerWrite {
  engagement: number;
  postgres: number;
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
  figures.push(lostOf(storms));
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
