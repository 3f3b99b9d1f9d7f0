/** Running other programs, ending with them, and saying in one line that one failed. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
let child;
let interrupted = false;

/** Runs a program to its end and resolves to its exit code. */
export async function run(program, args, options = {}) {
  child = spawn(program, args, { stdio: 'inherit', ...options });
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', (error) => reject(new Error(`cannot run ${program}: ${error.message}`)));
      child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
    });
  } finally {
    child = undefined;
  }
}

/** From here on a signal for us goes to what we run, whose end will be ours; alone, we just end. Returns the way back. */
export function passSignalsOn() {
  const pass = (signal) => {
    interrupted = true;
    if (child) child.kill(signal);
    else process.exit(0);
  };
  for (const signal of signals) process.on(signal, pass);
  return () => {
    for (const signal of signals) process.off(signal, pass);
  };
}

/** What was asked to end has not failed. */
export function fail(error) {
  if (interrupted) return;
  console.error(`afterword: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
