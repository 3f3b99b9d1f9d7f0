/** Makes the clone ready, then hands over to the command line in this same process: one fewer to pass signals through. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';
import { fail, passSignalsOn, run } from './run.mjs';

export async function runAfterword(args) {
  const signalsAreOurs = passSignalsOn();
  try {
    await ensureInstalled();
    if (!(await isBuilt()) && (await built()) !== 0) return;
  } catch (error) {
    return fail(error);
  }
  const { runCommand } = createRequire(import.meta.url)(join(root, 'dist/apps/cli/src/run-command.js'));
  signalsAreOurs();
  await runCommand(args);
}

/** In a process of its own: this one may run for months, and would keep what compilers take (90 MB). */
async function built() {
  const code = await run(process.execPath, [join(root, 'tools/build.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });
  process.exitCode = code;
  return code;
}
