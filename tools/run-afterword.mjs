/** Makes the clone ready, then hands over to the command line in this same process: one fewer to pass signals through. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';
import { fail, passSignalsOn } from './run.mjs';

export async function runAfterword(args) {
  const signalsAreOurs = passSignalsOn();
  try {
    await ensureInstalled();
    await build();
  } catch (error) {
    return fail(error);
  }
  const { runCommand } = createRequire(import.meta.url)(join(root, 'dist/apps/cli/src/run-command.js'));
  signalsAreOurs();
  await runCommand(args);
}
