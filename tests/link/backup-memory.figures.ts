import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { S3Server } from '@afterword/testing/s3-server';
import { type Services, startServices } from '@afterword/testing/services';

/**
 * How much memory a backup into a bucket, and back, needs for databases of several sizes. It checks nothing, and reads /proc:
 * `npm test -- --testMatch '**\/backup-memory.figures.ts'` prints a table for docs/backup.md; `MEGABYTES` has the sizes.
 */
const SIZES = (process.env.MEGABYTES ?? '10,200,400,800').split(',').map(Number);
const PROGRAM = join(__dirname, '../../dist/apps/cli/src/main.js');
const LOOK_MS = 20;

/** Text that gzip makes half of, so that a table of this size is an upload of many parts. 1 kB a row. */
const FILL = `
  insert into figures_row
  select string_agg(md5(random()::text), '') from generate_series(1, $1::int * 1000) n, generate_series(1, 32) part group by n`;

describe('memory of a backup into a bucket', () => {
  let services: Services;
  let storage: S3Server;

  beforeAll(async () => {
    services = await startServices();
    await services.stop();
    storage = await S3Server.start();
  }, 240_000);
  afterAll(() => storage.stop());

  it('by the size of the data', async () => {
    const clients = ['content', 'engagement'].map(
      (name) => new Client({ connectionString: services.databaseUrl(name as 'content') }),
    );
    for (const client of clients) {
      await client.connect();
      await client.query('create table figures_row (body text)');
    }
    const rows: string[] = [];
    let filled = 0;
    for (const size of SIZES) {
      for (const client of clients) await client.query(FILL, [size - filled]);
      filled = size;
      const place = `s3://${storage.bucket}/of-${size}`;
      const backup = await peaks(['backup', place]);
      const sent = [...storage.objects.values()].reduce((sum, { length }) => sum + length, 0);
      const restore = await peaks(['restore', place, '--replace']);
      storage.objects.clear();
      rows.push(`| 2 × ${size} MB | ${Math.round(sent / 1e6)} MB | ${backup} | ${restore} |`);
    }
    for (const client of clients) await client.end();
    process.stderr.write(`\n${rows.join('\n')}\n`);
  }, 3_600_000);

  /** The most that each process of the command had in memory. */
  async function peaks(args: string[]): Promise<string> {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      env: { ...process.env, ...services.env, ...storage.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = Promise.all([text(child.stdout), text(child.stderr)]);
    const ended = once(child, 'exit') as Promise<[number]>;
    const most = new Map<string, number>();
    while (child.exitCode === null) {
      for (const [name, kilobytes] of await peaksOf(child.pid ?? 0))
        most.set(name, Math.max(kilobytes, most.get(name) ?? 0));
      await pause(LOOK_MS);
    }
    const [code] = await ended;
    if (code !== 0) throw new Error((await said).join(''));
    return ['afterword', 'content', 'engagement']
      .map((name) => `${Math.round((most.get(name) ?? 0) / 1_024)} MiB`)
      .join(', ');
  }
});

/** Peak of the resident memory of a process and its children, in kB, by program. */
async function peaksOf(parent: number): Promise<[name: string, kilobytes: number][]> {
  const found: [string, number][] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const [status = '', words = ''] = await Promise.all(
      ['status', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
    );
    if (Number(pid) !== parent && Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) !== parent) continue;
    const name = /apps\/(content|engagement)\//.exec(words)?.[1] ?? 'afterword';
    found.push([name, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0)]);
  }
  return found;
}
