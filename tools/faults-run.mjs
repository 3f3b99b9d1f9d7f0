/** Runs every fault of tests/faults, those that `npm test` leaves out among them, and prints a table. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';
import { fail, passSignalsOn, run } from './run.mjs';
import { ensurePrograms } from './test-programs.mjs';

const COLUMNS = [
  ['fault', ({ fault }) => fault],
  ['queue', ({ queue }) => queue],
  ['load', ({ readers, writesPerSecond }) => `${readers} readers, ${writesPerSecond} writes/s`],
  ['acknowledged', ({ acknowledged }) => acknowledged],
  ['lost', ({ lost }) => lost],
  ['twice', ({ twice }) => twice],
  ['well again', ({ recoveredMs }) => seconds(recoveredMs)],
  ['snapshots equal', ({ snapshotsMs }) => seconds(snapshotsMs)],
];

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/** @param names of specs in tests/faults; all of them where there are none */
export async function faultsRun(names) {
  const specs = names.length > 0 ? names.map((name) => `tests/faults/${name}`) : ['tests/faults'];
  passSignalsOn();
  const folder = await mkdtemp(join(tmpdir(), 'afterword-faults-report-'));
  const report = join(folder, 'faults.jsonl');
  try {
    await ensureInstalled({ development: true });
    await ensurePrograms(['redis-server', 'faketime', ...(process.env.TEST_STORES === 'scaled' ? ['pgbouncer'] : [])]);
    await build();
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    const env = { ...process.env, FAULTS_REPORT: report };
    process.exitCode = await run(process.execPath, [jest, ...specs, '--runInBand'], { cwd: root, env });
    console.log(await faultsTable(report));
  } catch (error) {
    fail(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The table of a report, as Markdown, with a line of sums below; empty where nothing was tried.
 * @param {string} report the file of FAULTS_REPORT
 */
export async function faultsTable(report) {
  const lines = (await readFile(report, 'utf8').catch(() => '')).split('\n').filter(Boolean);
  if (lines.length === 0) return '';
  const rows = lines.map((line) => JSON.parse(line));
  const sum = (name) => rows.reduce((all, row) => all + row[name], 0);
  return `${table(rows)}\n\n${rows.length} faults, ${sum('acknowledged')} acknowledged, ${sum('lost')} lost, ${sum('twice')} twice\n`;
}

function table(rows) {
  const cells = [COLUMNS.map(([title]) => title), ...rows.map((row) => COLUMNS.map(([, cell]) => String(cell(row))))];
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const lines = cells.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`);
  lines.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  return lines.join('\n');
}
