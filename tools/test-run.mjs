/** Prepares a test run, runs Jest, and says how many specs passed. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';
import { fail, passSignalsOn, run } from './run.mjs';
import { CJK_FONT, EMOJI_FONT, ensurePrograms } from './test-programs.mjs';

export async function testRun(jestArgs) {
  passSignalsOn();
  const results = await mkdtemp(join(tmpdir(), 'afterword-results-'));
  try {
    await ensureInstalled({ development: true });
    await ensurePrograms();
    if (process.env.SCREENSHOT_FOLDER) await ensurePrograms([CJK_FONT, EMOJI_FONT]);
    await build();
    const report = join(results, 'jest.json');
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    process.exitCode = await run(process.execPath, [jest, '--json', `--outputFile=${report}`, ...jestArgs], {
      cwd: root,
    });
    console.log(summaryOf(JSON.parse(await readFile(report, 'utf8'))));
  } catch (error) {
    fail(error);
  } finally {
    await rm(results, { recursive: true, force: true });
  }
}

/** A file that could not even be loaded has no tests to count, and yet it has failed. */
function summaryOf({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
  return `${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed`;
}
