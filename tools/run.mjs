/** Running other programs, and saying in one line that one failed. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs a program to its end and resolves to its exit code. A signal for us is a signal for it. */
export async function run(program, args, options = {}) {
  const child = spawn(program, args, { stdio: 'inherit', ...options });
  const forward = (signal) => child.kill(signal);
  for (const signal of forwarded) process.on(signal, forward);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', (error) => reject(new Error(`cannot run ${program}: ${error.message}`)));
      child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
    });
  } finally {
    for (const signal of forwarded) process.off(signal, forward);
  }
}

export function fail(error) {
  console.error(`afterword: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
