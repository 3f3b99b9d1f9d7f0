import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { root } from './environment';
import { OperatorError } from './operator-error';

export type Service = 'content' | 'engagement';

/** The built program of a service. */
export const programOf = (service: Service, name: 'main' | 'cli') =>
  join(root, 'dist/apps', service, 'src', `${name}.js`);

/** A service that has a role of its own on the database server gets that one's address. */
export function variablesOf(service: Service, variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = variables[`${service.toUpperCase()}_DATABASE_URL`];
  return own ? { ...variables, DATABASE_URL: own, DATABASE_DIRECT_URL: '', DATABASE_READ_URL: '' } : variables;
}

export interface ServiceCommand {
  service: Service;
  args: string[];
  variables: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** What the command reads; the terminal's where there is none. */
  input?: string;
}

/**
 * Settings of V8 for commands. An import of 1 GB needs 211 MB of memory where what V8 has just made may fill its usual 16 MiB three times
 * (`node tools/measure-imports.mjs`). Other commands do without: compiled code is kept for the usual settings.
 */
const FLAGS: Partial<Record<string, string[]>> = { import: ['--max-semi-space-size=4'] };

/** Runs a command of a service as if it had been typed instead of ours. Resolves to its exit code. */
export async function passToService({ service, args, variables, signal, input }: ServiceCommand): Promise<number> {
  const flags = FLAGS[args[0] ?? ''] ?? [];
  const child = spawn(process.execPath, [...flags, programOf(service, 'cli'), ...args], {
    env: variablesOf(service, variables),
    stdio: [input === undefined ? 'inherit' : 'pipe', 'inherit', 'inherit'],
  });
  child.stdin?.end(input);
  return exitCodeOf(child, signal);
}

/** Runs a command of a service for our own ends. Its output is shown only when it fails, on one line. */
export async function askService({ service, args, variables, signal }: ServiceCommand): Promise<void> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [programOf(service, 'cli'), ...args], {
    env: variablesOf(service, variables),
    stdio: ['ignore', 'ignore', 'pipe'],
    // Out of our process group: on Ctrl-C in the terminal we decide what ends, and when.
    detached: true,
  });
  const [code, complaint] = await Promise.all([exitCodeOf(child, signal), text(child.stderr)]);
  signal.throwIfAborted();
  const reason = complaint.trim().replace(/\s*\n\s*/g, ' ') || `exit code ${code}`;
  if (code !== 0) throw new OperatorError(`${service} ${args.slice(0, 2).join(' ')} failed: ${reason}`);
}

/** Runs a command of a service and gives what it prints, line by line. @throws OperatorError when it fails */
export async function* linesOfService({ service, args, variables, signal }: ServiceCommand): AsyncGenerator<string> {
  const child = spawn(process.execPath, [programOf(service, 'cli'), ...args], {
    env: variablesOf(service, variables),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = Promise.all([exitCodeOf(child, signal), text(child.stderr)]);
  yield* createInterface({ input: child.stdout });
  const [code, complaint] = await ended;
  if (code !== 0) throw new OperatorError(`${service} ${args.join(' ')} failed: ${complaint.trim()}`);
}

async function exitCodeOf(child: ChildProcess, signal: AbortSignal): Promise<number> {
  const stop = () => void child.kill('SIGTERM');
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await once(child, 'exit');
    return child.exitCode ?? 128 + (child.signalCode ? constants.signals[child.signalCode] : 0);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
