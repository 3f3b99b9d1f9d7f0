/**
 * Runs tests/scale with several processes of each service behind HAProxy, then what says nothing of where it is stored on stores of that kind, the faults
 * among it, and prints the tables.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { faultsTable } from './faults-run.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';
import { fail, passSignalsOn, run } from './run.mjs';
import { ensurePrograms } from './test-programs.mjs';

/** @param parts some of `installation`, `suites`, `faults`; all of them where there are none */
export async function scaleRun(parts) {
  passSignalsOn();
  const folder = await mkdtemp(join(tmpdir(), 'afterword-scale-report-'));
  const report = { installation: join(folder, 'scale.md'), faults: join(folder, 'faults.jsonl') };
  const jest = (specs, env) =>
    run(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), ...specs], {
      cwd: root,
      env: { ...process.env, ...env },
    });
  const runs = {
    installation: () => jest(['tests/scale', '--runInBand'], { SCALE_REPORT: report.installation }),
    suites: () =>
      jest(['tests/scale/scaled-stores', 'tests/contract', 'tests/model', 'tests/link'], { TEST_STORES: 'scaled' }),
    faults: () =>
      jest(['tests/faults/faults.spec', '--runInBand'], { TEST_STORES: 'scaled', FAULTS_REPORT: report.faults }),
  };
  try {
    const wanted = parts.length > 0 ? parts : Object.keys(runs);
    const unknown = wanted.filter((part) => !Object.hasOwn(runs, part));
    if (unknown.length > 0) throw new Error(`No part ${unknown.join(', ')}; there are ${Object.keys(runs).join(', ')}`);
    await ensureInstalled({ development: true });
    await ensurePrograms(['redis-server', 'haproxy', 'pgbouncer', 'faketime']);
    await build();
    const codes = [];
    for (const part of wanted) codes.push([part, await runs[part]()]);
    console.log(await readFile(report.installation, 'utf8').catch(() => ''));
    console.log(await faultsTable(report.faults));
    for (const [part, code] of codes) console.log(`${part}: ${code === 0 ? 'passed' : 'failed'}`);
    process.exitCode = Math.max(...codes.map(([, code]) => code));
  } catch (error) {
    fail(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
