/** Runs tests/scale with several processes of each service behind HAProxy, and prints its table. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';
import { fail, passSignalsOn, run } from './run.mjs';
import { ensurePrograms } from './test-programs.mjs';

export async function scaleRun() {
  passSignalsOn();
  const folder = await mkdtemp(join(tmpdir(), 'afterword-scale-report-'));
  const report = join(folder, 'scale.md');
  try {
    await ensureInstalled({ development: true });
    await ensurePrograms(['redis-server', 'haproxy', 'pgbouncer']);
    await build();
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    const env = { ...process.env, SCALE_REPORT: report };
    const broken = await run(process.execPath, [jest, 'tests/scale', '--runInBand'], { cwd: root, env });
    // What says nothing of where it is stored, once more on stores of that kind.
    const scaled = { ...process.env, TEST_STORES: 'scaled' };
    const specs = ['tests/scale/scaled-stores', 'tests/contract', 'tests/model', 'tests/link'];
    process.exitCode = broken || (await run(process.execPath, [jest, ...specs], { cwd: root, env: scaled }));
    console.log(await readFile(report, 'utf8').catch(() => 'It printed no table.'));
  } catch (error) {
    fail(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
