/** Builds libs/client as a package: an ES module with types, in libs/client/dist. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './root.mjs';
import { fail, run } from './run.mjs';

try {
  const folder = join(root, 'libs/client');
  await rm(join(folder, 'dist'), { recursive: true, force: true });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  process.exitCode = await run(process.execPath, [tsc, '--project', join(folder, 'tsconfig.json')], { cwd: root });
} catch (error) {
  fail(error);
}
