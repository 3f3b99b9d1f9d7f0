import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '../..');
const TAG = 'localhost/afterword-test';
const run = promisify(execFile);
/** Who runs the image's programs. */
const USER = '1000';
const bigOutput = { cwd: ROOT, maxBuffer: 64 << 20 };

export interface RunOptions {
  command: string[];
  env: Record<string, string>;
  /** A folder of this machine, seen as /articles. */
  articles?: string;
}

/** The image, built and run for real, on this machine's network. */
export interface Image {
  start(options: RunOptions): ChildProcess;
  /** Asks the program inside to end, as `docker stop` does. */
  terminate(container: ChildProcess): Promise<void>;
  /** What its programs have written but in /tmp, which is what compose lets them; nothing by Docker, which refuses that. */
  written(): Promise<string[]>;
  remove(): Promise<void>;
}

export function buildImage(builder: string): Promise<Image> {
  return builder === 'docker' ? buildWithDocker() : buildWithBuildah();
}

/** Runs a command in the image to its end. Resolves to what it printed. */
export async function runToEnd(image: Image, options: RunOptions): Promise<string> {
  const container = image.start(options);
  let output = '';
  for (const stream of [container.stdout, container.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(container, 'close');
  if (container.exitCode !== 0) throw new Error(`${options.command.join(' ')} in the image: ${output}`);
  return output;
}

async function buildWithDocker(): Promise<Image> {
  await run('docker', ['build', '--tag', TAG, '.'], bigOutput);
  return {
    start({ command, env, articles }) {
      const volume = articles ? ['--volume', `${articles}:/articles:ro`] : [];
      const limits = ['--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];
      return spawn('docker', [
        'run',
        '--rm',
        '--network',
        'host',
        ...limits,
        ...volume,
        ...flags(env),
        TAG,
        ...command,
      ]);
    },
    terminate(container) {
      // The docker client passes signals on.
      container.kill('SIGTERM');
      return Promise.resolve();
    },
    written: () => Promise.resolve([]),
    remove: async () => {
      await run('docker', ['image', 'rm', '--force', TAG]);
    },
  };
}

async function buildWithBuildah(): Promise<Image> {
  await run(
    'buildah',
    ['bud', '--isolation', 'chroot', '--pull-never', '--format', 'docker', '--tag', TAG, '.'],
    bigOutput,
  );
  const { stdout } = await run('buildah', ['from', '--pull-never', TAG]);
  const container = stdout.trim();
  const folder = (await run('buildah', ['mount', container])).stdout.trim();
  const startedAt = new Date().toISOString();
  return {
    start({ command, env, articles }) {
      const volume = articles ? ['--volume', `${articles}:/articles:ro`] : [];
      return spawn('buildah', ['run', '--isolation', 'chroot', ...volume, ...flags(env), container, '--', ...command]);
    },
    async terminate({ pid = 0 }) {
      // buildah itself would end its command with SIGKILL.
      process.kill(await lastDescendantOf(pid), 'SIGTERM');
    },
    written: async () => {
      const files = ['-xdev', '-type', 'f', '-user', USER, '-newermt', startedAt, '-not', '-path', './tmp/*'];
      const found = await run('find', ['.', ...files], { cwd: folder });
      return found.stdout.split('\n').filter(Boolean);
    },
    remove: async () => {
      await run('buildah', ['umount', container]);
      await run('buildah', ['rm', container]);
      await run('buildah', ['rmi', TAG]);
    },
  };
}

function flags(env: Record<string, string>): string[] {
  return Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
}

/** The program below buildah's own processes, each of which has one child. */
async function lastDescendantOf(pid: number): Promise<number> {
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const candidate of all) {
    const stat = await readFile(`/proc/${candidate}/stat`, 'utf8').catch(() => '');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (parent === pid) return lastDescendantOf(Number(candidate));
  }
  return pid;
}
