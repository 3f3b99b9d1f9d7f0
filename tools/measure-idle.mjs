/**
 * What `npm start` costs while nobody asks for anything: node tools/measure-idle.mjs [--rest 120] [--minutes 2].
 *
 * Starts everything in a new data folder, waits until it is ready and has rested, and then prints the memory and the processor time of each
 * process, with that of children that have ended meanwhile, such as those of PostgreSQL that served a connection. Memory is what a process
 * has for itself and its part of what it shares (PSS), since PostgreSQL's processes share most of theirs.
 * Linux only. What docs/benchmarks.md says of an idle installation is measured with it.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { root } from './root.mjs';

const { values } = parseArgs({
  options: { rest: { type: 'string', default: '120' }, minutes: { type: 'string', default: '2' } },
});
/** Of /proc: Linux counts in hundredths of a second everywhere where Node runs. */
const TICKS_A_SECOND = 100;

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(String(port)));
    });
  });

/** The process and all below it. */
async function family(pid) {
  const parents = new Map();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => null);
    if (stat) parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const found = new Set([pid]);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const [child, parent] of parents) if (found.has(parent)) found.add(child);
  }
  return [...found];
}

async function look(pid) {
  const read = (name) => readFile(`/proc/${pid}/${name}`, 'utf8');
  try {
    const [stat, rollup, words] = await Promise.all([read('stat'), read('smaps_rollup'), read('cmdline')]);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {
      // Its own, and that of the children that it has seen end.
      seconds: (Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14])) / TICKS_A_SECOND,
      mebibytes: Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1]) / 1_024,
      name: nameOf(words.split('\0').join(' ').trim()),
    };
  } catch {
    // It has ended.
    return null;
  }
}

function nameOf(words) {
  if (words.includes('postgres')) return 'PostgreSQL';
  return /apps\/([a-z]+)\/src\/main\.js/.exec(words)?.[1] ?? 'start';
}

const dataFolder = await mkdtemp(join(tmpdir(), 'afterword-idle-'));
const [contentPort, engagementPort] = [await freePort(), await freePort()];
const running = spawn(process.execPath, [join(root, 'tools/start.mjs')], {
  env: {
    ...process.env,
    DATA_DIR: dataFolder,
    CONTENT_PORT: contentPort,
    ENGAGEMENT_PORT: engagementPort,
    LOG_LEVEL: 'error',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = new Promise((resolve) => running.once('exit', resolve));
try {
  await new Promise((resolve, reject) => {
    running.stdout.on('data', (data) => String(data).includes('Afterword is ready') && resolve());
    void ended.then(() => reject(new Error('npm start has ended')));
  });
  await pause(Number(values.rest) * 1_000);
  const before = new Map();
  for (const pid of await family(running.pid)) before.set(pid, await look(pid));
  const from = Date.now();
  await pause(Number(values.minutes) * 60_000);
  const seconds = (Date.now() - from) / 1_000;
  const sums = new Map();
  const sumOf = (name) => {
    const sum = sums.get(name) ?? { processes: 0, mebibytes: 0, seconds: 0 };
    sums.set(name, sum);
    return sum;
  };
  for (const pid of await family(running.pid)) {
    const now = await look(pid);
    if (!now) continue;
    const sum = sumOf(now.name);
    sum.processes += 1;
    sum.mebibytes += now.mebibytes;
    sum.seconds += now.seconds;
  }
  // What one that has ended used before is its parent's now.
  for (const then of before.values()) if (then) sumOf(then.name).seconds -= then.seconds;
  const row = (name, { processes, mebibytes, seconds: used }) =>
    console.log(
      `${name.padEnd(12)} ${String(processes).padStart(3)} processes ${mebibytes.toFixed(0).padStart(5)} MiB ${((100 * used) / seconds).toFixed(2).padStart(6)} % of a core`,
    );
  for (const [name, sum] of sums) row(name, sum);
  row('together', {
    processes: [...sums.values()].reduce((all, { processes }) => all + processes, 0),
    mebibytes: [...sums.values()].reduce((all, one) => all + one.mebibytes, 0),
    seconds: [...sums.values()].reduce((all, one) => all + one.seconds, 0),
  });
} finally {
  running.kill('SIGTERM');
  await ended;
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 10 });
}
