import { OperatorError, messageOf } from './operator-error';
import { program } from './program';
import { stopRequest } from './stop-request';

/** Runs one command; every failure is one line on stderr and exit code 1. */
export async function runCommand(args: string[]): Promise<void> {
  const stop = stopRequest();
  try {
    await program(stop).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (stop.aborted && error instanceof Error && error.name === 'AbortError') return;
    // What we did not foresee keeps its stack: whoever reports it needs that.
    const unforeseen = !(error instanceof OperatorError) && process.env.LOG_LEVEL === 'debug';
    console.error(`afterword: ${unforeseen && error instanceof Error ? error.stack : messageOf(error)}`);
    process.exitCode = 1;
  }
}
