/** Prepares a run of the benchmarks, and runs them. */
import { join } from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';
import { fail, passSignalsOn, run } from './run.mjs';

export async function benchRun(args) {
  passSignalsOn();
  try {
    await ensureInstalled({ development: true });
    await build();
    process.exitCode = await run(process.execPath, [join(root, 'dist/bench/src/main.js'), ...args], { cwd: root });
  } catch (error) {
    fail(error);
  }
}
