import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameOf } from './backups';
import { backUpByPlan } from './schedule';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BEGIN = Date.parse('2026-11-30T00:00:00Z');

describe('backups by a plan', () => {
  let to: string;

  beforeEach(async () => {
    to = await mkdtemp(join(tmpdir(), 'afterword-plan-'));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await rm(to, { recursive: true });
  });

  async function put(time: number, file: string): Promise<void> {
    const folder = join(to, nameOf(new Date(time)));
    await mkdir(folder);
    await writeFile(join(folder, file), '');
  }

  /** Runs until the number of attempts. @returns when each was, in hours since the beginning, and what was told */
  async function attempts(count: number, everyMs: number, fails: (attempt: number) => boolean = () => false) {
    const told = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const stop = new AbortController();
    let time = BEGIN;
    const hours: number[] = [];
    const clock = {
      now: () => time,
      sleep: (ms: number) => {
        time += ms;
        return Promise.resolve();
      },
    };
    const run = async () => {
      hours.push((time - BEGIN) / HOUR);
      if (hours.length === count) stop.abort();
      if (fails(hours.length)) throw new Error('no space');
      await put(time, 'backup.json');
    };
    await backUpByPlan({ to, everyMs, keep: 1 }, stop.signal, run, clock);
    return { hours, told: told.mock.calls.flat() };
  }

  it('are made at once where there is none, and then one after the other', async () => {
    await put(BEGIN - HOUR, 'backup.json.part');
    expect(await attempts(3, 24 * HOUR)).toEqual({ hours: [0, 24, 48], told: [] });
  });

  it('wait for the age of the newest, whoever made it', async () => {
    await put(BEGIN - 5 * HOUR, 'backup.json');
    await put(BEGIN - HOUR, 'backup.json.part');
    expect((await attempts(2, 24 * HOUR)).hours).toEqual([19, 43]);
  });

  it('are tried again soon where one fails, which is told', async () => {
    const { hours, told } = await attempts(4, 24 * HOUR, (attempt) => attempt < 3);
    expect(hours).toEqual([0, 0.25, 0.5, 24.5]);
    expect(told).toEqual(Array(2).fill(`afterword: The backup to ${to} failed: no space`));
  });

  it('are tried again no sooner than the next is due', async () => {
    expect((await attempts(3, 5 * MINUTE, () => true)).hours).toEqual([0, 5 / 60, 10 / 60]);
  });
});
