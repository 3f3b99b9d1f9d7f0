import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { chartOf } from './chart';
import { measureLink } from './link';
import { describeMachine } from './machine';
import { measureModeration } from './moderation';
import { measurePushes } from './pushes';
import { compareProcesses } from './processes';
import { measureReads } from './reads';
import { type Figure, type Report, type Series, tableOf } from './report';
import { openPostgres, openRedis, openStage, type Stage } from './stage';
import { measureMemory, measureStarts } from './starts';
import { lostOf, Storms } from './storms';
import { measureStreams } from './streams';
import { measureTelling } from './telling';
import { measureThreads } from './threads';
import { measureWrites } from './writes';

interface Options {
  quick?: true;
  json?: string;
  chart?: string;
  only?: string;
  write?: true;
}

const CONNECTIONS = 64;

const say = (text: string) => process.stderr.write(`${text}\n`);

/** Runs all benchmarks on servers that it starts. */
async function measure({ quick, only }: { quick: boolean; only: string | undefined }): Promise<Report> {
  const machine = describeMachine();
  const startedAt = new Date().toISOString();
  const rounds = quick
    ? { rounds: 1, seconds: 1, connections: CONNECTIONS }
    : { rounds: 3, seconds: 4, connections: CONNECTIONS };
  const figures: Figure[] = [];
  const series: Series[] = [];
  const parts: Record<string, (stage: Stage) => Promise<void>> = {
    starts: async (stage) => void figures.push(...(await measureStarts(stage, { rounds: quick ? 1 : 3 }))),
    reads: async (stage) => void figures.push(...(await measureReads(stage, rounds))),
    writes: async (stage) => {
      const measured = await measureWrites(stage, rounds);
      figures.push(...measured.figures);
      series.push(...measured.series);
    },
    processes: async (stage) => {
      const storms = new Storms(stage);
      figures.push(...(await compareProcesses(stage, storms, rounds)));
      figures.push(lostOf(storms));
    },
    moderation: async (stage) => void figures.push(...(await measureModeration(stage, rounds))),
    link: async (stage) => {
      const link = { likes: quick ? 30 : 200, queue: 'queue on PostgreSQL', goals: { p50: 60, p99: 200 } };
      figures.push(...(await measureLink(stage, link)));
    },
    threads: async (stage) => {
      const sizes = quick ? [100, 10_000] : [100, 1_000, 10_000, 100_000];
      const measured = await measureThreads(stage, { rounds: rounds.rounds, calls: quick ? 100 : 400, sizes });
      figures.push(...measured.figures);
      series.push(...measured.series);
    },
    streams: async (stage) => void figures.push(...(await measureStreams(stage, { streams: quick ? 1_000 : 5_000 }))),
    memory: async (stage) => void figures.push(...(await measureMemory(stage, { quick }))),
  };
  const wanted = (name: string) => only === undefined || only.split(',').includes(name);
  const postgres = await openPostgres();
  try {
    const surroundings = { databaseUrl: postgres.url, postgresPid: postgres.pid, redisUrl: null };
    const stage = await openStage(surroundings, quick ? 60_000 : 200_000);
    try {
      for (const [name, part] of Object.entries(parts)) {
        if (!wanted(name)) continue;
        say(`${name} …`);
        await part(stage);
      }
    } finally {
      await stage.close();
    }
  } finally {
    await postgres.close();
  }
  if (wanted('telling')) figures.push(...(await measureTellingAlone(quick)));
  if (wanted('pushes')) figures.push(...(await measurePushesAlone(quick)));
  if (wanted('link')) figures.push(...(await measureLinkOnRedis(quick)));
  return { startedAt, quick, machine, figures, series };
}

/** Webhooks and mail, on servers of their own: no other figure has the work of both behind it. */
async function measureTellingAlone(quick: boolean): Promise<Figure[]> {
  say('telling …');
  const postgres = await openPostgres();
  try {
    const surroundings = { databaseUrl: postgres.url, postgresPid: postgres.pid, redisUrl: null };
    const size = quick
      ? { endpoints: 10, events: 2_000, digests: 500 }
      : { endpoints: 50, events: 100_000, digests: 20_000 };
    return await measureTelling(surroundings, size);
  } finally {
    await postgres.close();
  }
}

/** What pushes add to notifications, on a database that no service uses. */
async function measurePushesAlone(quick: boolean): Promise<Figure[]> {
  say('pushes …');
  const postgres = await openPostgres();
  try {
    const surroundings = { databaseUrl: postgres.url, postgresPid: postgres.pid, redisUrl: null };
    return await measurePushes(surroundings, quick ? { readers: 2_000, rounds: 2 } : { readers: 5_000, rounds: 7 });
  } finally {
    await postgres.close();
  }
}

/** Measures the link on Redis. Returns nothing if Redis is not installed. */
async function measureLinkOnRedis(quick: boolean): Promise<Figure[]> {
  const redis = await openRedis();
  if (!redis) {
    say('redis-server is not installed: the link on Redis is not measured');
    return [];
  }
  say('link on Redis …');
  const postgres = await openPostgres();
  try {
    const surroundings = { databaseUrl: postgres.url, postgresPid: postgres.pid, redisUrl: redis.url };
    const stage = await openStage(surroundings, 1_000);
    try {
      return await measureLink(stage, { likes: quick ? 30 : 200, queue: 'Redis', goals: { p50: 40, p99: 120 } });
    } finally {
      await stage.close();
    }
  } finally {
    await postgres.close();
    await redis.close();
  }
}

/** The page that contains the latest run between two markers, and the chart beside it. */
const PAGE = join(__dirname, '../../../docs/benchmarks.md');
const LATEST = /(<!-- latest run -->\n)[^]*(\n<!-- end of the latest run -->)/;

async function writeDown(report: Report): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const latest = `${headOf(report)}\n\n${tableOf(report.figures)}\n`;
  await writeFile(
    PAGE,
    page.replace(LATEST, (_all, start: string, end: string) => `${start}\n${latest}${end}`),
  );
  await writeFile(join(dirname(PAGE), 'benchmarks.svg'), chartOf(report.series));
}

function headOf({ startedAt, machine }: Report): string {
  const { cpu, cores, memoryGiB, system, node, loadBefore } = machine;
  return `${startedAt.slice(0, 10)}, ${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}; load before: ${loadBefore}`;
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function main(): Promise<void> {
  const program = new Command('bench')
    .description('Measures Afterword on this machine and compares it with floor servers measured in the same run.')
    .option('--quick', 'one short round of everything, in under a minute')
    .option(
      '--only <parts>',
      'starts, reads, writes, processes, moderation, link, threads, streams, memory; separated by commas',
    )
    .option('--json <file>', 'also write everything as JSON')
    .option('--chart <file>', 'also draw throughput and latency as SVG')
    .option('--write', 'also put the table and the chart into docs/ (a whole run only)')
    .parse();
  const { quick = false, only, json, chart, write: toDocs = false } = program.opts<Options>();
  if (toDocs && (quick || only !== undefined))
    throw new Error('--write is for a whole run: without --quick and --only');
  const report = await measure({ quick, only });
  console.log(`${headOf(report)}\n`);
  console.log(tableOf(report.figures));
  if (json !== undefined) await write(json, `${JSON.stringify(report, null, 2)}\n`);
  if (chart !== undefined) await write(chart, chartOf(report.series));
  if (toDocs) await writeDown(report);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
