/** Programs that are run for their answer, without showing their output. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const exec = promisify(execFile);
/** An installation by apt-get or debootstrap writes megabytes. */
const MAX_BUFFER_BYTES = 64 << 20;

/** Whether a program exists and ends with exit code 0. */
export function succeeds(program, args, options = {}) {
  return exec(program, args, { maxBuffer: MAX_BUFFER_BYTES, ...options }).then(
    () => true,
    () => false,
  );
}

/** What a program printed. @throws an error with the last line of its complaint */
export async function output(program, args, options = {}) {
  try {
    const { stdout } = await exec(program, args, { maxBuffer: MAX_BUFFER_BYTES, ...options });
    return stdout;
  } catch (error) {
    const complaint = String(error.stderr || error.stdout || error.message).trim();
    throw new Error(`${program}: ${complaint.split('\n').at(-1)}`, { cause: error });
  }
}

export const hasProgram = (name) => succeeds('sh', ['-c', 'command -v "$0"', name]);
