import { readFile } from 'node:fs/promises';
import { cpuSecondsOf, cpuSecondsOfFamily } from './cpu-time';
import { openFarDatabase } from './far-database';
import type { LoadResult } from './load';
import type { Rounds } from './reads';
import type { Figure } from './report';
import { freePort, ServiceProcess } from './services';
import type { Stage } from './stage';
import type { Storms } from './storms';
import { sampleWaits, type Waits } from './waits';

/** What a storm of likes took. CPU time in microseconds for each acknowledged like. */
interface Costs {
  engagement: number;
  postgres: number;
  client: number;
  /** Likes in a transaction. */
  batch: number;
  /** From the start of a transaction to its commit. Milliseconds. */
  flushMs: number;
  /** How much of the machine's processors was used, by whatever runs on it: 1 is all of them. */
  busy: number;
  waits: Waits;
}

interface Measured {
  ours: LoadResult;
  costs: Costs;
}

/** How far the database is in the second comparison, one way. With it the processors of a small machine have time to spare. Milliseconds. */
const AWAY_MS = 5;

/** Compares two processes on one hot page with one, beside their database and away from it. */
export async function compareProcesses(stage: Stage, storms: Storms, rounds: Rounds): Promise<Figure[]> {
  const near = await compare(stage, storms, { rounds, databaseUrl: stage.surroundings.databaseUrl, where: '' });
  const far = await openFarDatabase(stage.surroundings.databaseUrl, AWAY_MS);
  try {
    const where = `, a database ${AWAY_MS} ms away`;
    return [...near, ...(await compare(stage, storms, { rounds, databaseUrl: far.url, where }))];
  } finally {
    await far.close();
  }
}

/**
 * Two processes that share a storm of likes on one page, and one that has all of it, by turns. Two client processes send the load in
 * both, so that the client costs the same.
 */
async function compare(
  stage: Stage,
  storms: Storms,
  options: { rounds: Rounds; databaseUrl: string; where: string },
): Promise<Figure[]> {
  const { databaseUrl, where } = options;
  const { rounds, seconds, connections } = options.rounds;
  const start = async () =>
    ServiceProcess.start(
      'engagement',
      { ...stage.surroundings, databaseUrl },
      { ...stage.ports, engagement: await freePort() },
    );
  const [first, second] = [await start(), await start()];
  try {
    const send = (processes: readonly ServiceProcess[]) =>
      withCosts(stage, [stage.engagement, first, second], () =>
        storms.send('like', { connections, seconds, origins: processes.map(({ origin }) => origin) }),
      );
    if (rounds > 1) for (const only of [first, second]) await send([only, only]);
    const [one, two]: [Measured[], Measured[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      one.push(await send([first, first]));
      two.push(await send([first, second]));
    }
    const pairs = two.map(({ ours }, round) => [ours.perSecond, (one[round] as Measured).ours.perSecond] as const);
    return [
      {
        name: `two engagement processes on one hot page ÷ one process${where}`,
        unit: '',
        goal: { atLeast: 1 },
        values: pairs.map(([both, alone]) => both / alone),
        note: pairs.map(([both, alone]) => `${Math.round(both)}/s of ${Math.round(alone)}/s`).join(', '),
      },
      costsOf(`one process${where}`, one),
      costsOf(`two processes${where}`, two),
    ];
  } finally {
    await Promise.all([first.stop(), second.stop()]);
  }
}

const costsOf = (which: string, measured: readonly Measured[]): Figure => ({
  name: `${which}: CPU time of a like, client included`,
  unit: 'µs',
  goal: null,
  values: measured.map(({ costs: { engagement, postgres, client } }) => engagement + postgres + client),
  note: measured.map(({ costs }) => describe(costs)).join('; '),
});

function describe({ engagement, postgres, client, batch, flushMs, busy, waits }: Costs): string {
  const shares = Object.entries(waits)
    .sort(([, one], [, other]) => other - one)
    .map(([state, backends]) => `${state} ${backends.toFixed(2)}`);
  const cpu = `engagement ${Math.round(engagement)} + PostgreSQL ${Math.round(postgres)} + client ${Math.round(client)}`;
  return `${cpu}, ${batch.toFixed(1)} likes in a batch of ${flushMs.toFixed(1)} ms, processors ${Math.round(busy * 100)} % busy, connections: ${shares.join(', ')}`;
}

async function withCosts(
  { database, surroundings }: Stage,
  processes: readonly ServiceProcess[],
  storm: () => Promise<LoadResult>,
): Promise<Measured> {
  const used = async () => ({
    engagement: sum(await Promise.all(processes.map(async ({ pid }) => (await cpuSecondsOf(pid)) ?? NaN))),
    postgres: (await cpuSecondsOfFamily(surroundings.postgresPid)) ?? NaN,
    flushes: await Promise.all(processes.map(flushesOf)),
    machine: await machineTicks(),
  });
  const before = await used();
  const sampling = sampleWaits(database);
  const ours = await storm();
  const waits = await sampling.stop();
  const after = await used();
  const each = (secondsUsed: number) => (secondsUsed * 1e6) / ours.acknowledged;
  const grown = (value: (flushes: Flushes) => number) => sum(after.flushes.map(value)) - sum(before.flushes.map(value));
  const flushes = grown(({ count }) => count);
  const ticks = after.machine.all - before.machine.all;
  return {
    ours,
    costs: {
      engagement: each(after.engagement - before.engagement),
      postgres: each(after.postgres - before.postgres),
      client: each(ours.clientSeconds),
      batch: grown(({ commands }) => commands) / flushes,
      flushMs: (grown(({ seconds }) => seconds) * 1e3) / flushes,
      busy: 1 - (after.machine.idle - before.machine.idle) / ticks,
      waits,
    },
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

interface Flushes {
  count: number;
  commands: number;
  seconds: number;
}

/** What a process says of its group commits of reactions. */
async function flushesOf({ origin }: ServiceProcess): Promise<Flushes> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  const value = (name: string) =>
    Number(
      new RegExp(`^afterword_group_commit_${name}\\{[^}]*name="reactions"[^}]*\\} (\\S+)`, 'm').exec(text)?.[1] ?? 0,
    );
  return { count: value('commands_count'), commands: value('commands_sum'), seconds: value('flush_seconds_sum') };
}

/** What all processors have counted since the machine's start. NaN where there is no /proc. */
async function machineTicks(): Promise<{ all: number; idle: number }> {
  const [first = ''] = (await readFile('/proc/stat', 'utf8').catch(() => '')).split('\n', 1);
  const fields = first.split(/\s+/).slice(1, 9).map(Number);
  return { all: fields.length === 0 ? NaN : sum(fields), idle: (fields[3] ?? NaN) + (fields[4] ?? NaN) };
}
