import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../apps/cli/src/ports';
import { poll } from '@afterword/testing/poll';

const ROOT = join(__dirname, '../..');

/** The first start makes a database; on a busy machine that takes its time. */
const READY_WITHIN_MS = 45_000;

/** `npm start` with a data folder and ports of its own, as an operator would run it in a terminal. */
export class RunningStart {
  stdout = '';
  stderr = '';
  private readonly closed: Promise<number | NodeJS.Signals>;

  private constructor(
    private readonly child: ChildProcess,
    readonly env: Record<string, string>,
  ) {
    child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.closed = once(child, 'close').then(() => child.exitCode ?? child.signalCode ?? 'SIGKILL');
  }

  static async environment(dataFolder: string): Promise<Record<string, string>> {
    return {
      DATA_DIR: dataFolder,
      CONTENT_PORT: String(await freePort()),
      ENGAGEMENT_PORT: String(await freePort()),
      LOG_LEVEL: 'warn',
    };
  }

  /** In a process group of its own, as a shell does it: a negative pid then stands for all that the terminal would reach. */
  static run(env: Record<string, string>): RunningStart {
    const child = spawn('npm', ['start', '--silent'], { cwd: ROOT, env: environmentOf(env), detached: true });
    return new RunningStart(child, env);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Resolves when the ready line is there. */
  async ready(): Promise<void> {
    const state = () => (this.child.exitCode === null ? this.stdout : `ended: ${this.stderr}`);
    await poll(state, (text) => /^(Afterword is ready: |ended)/m.test(text), { withinMs: READY_WITHIN_MS });
    if (this.child.exitCode !== null) throw new Error(state());
  }

  /** The exit code, or the signal that ended it. */
  ended(): Promise<number | NodeJS.Signals> {
    return this.closed;
  }
}

/** Runs `npx afterword …` the short way, in another terminal as it were. Resolves to what it printed. */
export async function afterword(env: Record<string, string>, ...args: string[]): Promise<string> {
  const child = spawn(process.execPath, ['tools/afterword.mjs', ...args], { cwd: ROOT, env: environmentOf(env) });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`afterword ${args.join(' ')}: ${output}`);
  return output;
}

/** The ids of all processes that have the folder in their arguments or environment: whoever was started for it. */
export async function processesOf(dataFolder: string): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  const mentions = await Promise.all(
    pids.map(async (pid) => {
      const texts = await Promise.all(
        ['cmdline', 'environ'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
      );
      return texts.some((text) => text.includes(dataFolder));
    }),
  );
  return pids.filter((_, index) => mentions[index]);
}

/** Empty is unset, also where the clone has a `.env`: what is tested here must not depend on it, nor touch its database. */
const UNSET = {
  ...{ ADMIN_TOKEN: '', DATABASE_URL: '', REDIS_URL: '', HOST: '', SITE: '' },
  ...{ CONTENT_PORT: '', CONTENT_URL: '', ENGAGEMENT_PORT: '', ENGAGEMENT_URL: '' },
};

function environmentOf(env: Record<string, string>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'));
  return { ...Object.fromEntries(inherited), ...UNSET, ...env };
}
