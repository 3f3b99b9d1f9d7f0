import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';

interface Case {
  name: string;
  /** An existing file; the snippet replaces its text. */
  file: string;
  code: string;
  /** Part of the expected message; undefined if the import is allowed. */
  complaint?: string;
}

const cases: Case[] = [
  {
    name: 'an app that imports another app',
    file: 'apps/content/src/main.ts',
    code: `import '../../engagement/src/main';`,
    complaint: 'No app imports another',
  },
  {
    name: 'a library that imports an app',
    file: 'libs/platform/src/index.ts',
    code: `export * from '../../../apps/cli/src/poll';`,
    complaint: 'Imports point one way',
  },
  {
    name: 'the contracts importing another library, by its alias',
    file: 'libs/contracts/src/limits.ts',
    code: `export * from '@afterword/platform';`,
    complaint: 'libs/contracts may import no other library',
  },
  {
    name: 'the platform importing the contracts',
    file: 'libs/platform/src/index.ts',
    code: `export * from '@afterword/contracts';`,
  },
  {
    name: 'the user interface importing schemas, which run',
    file: 'libs/ui/src/index.ts',
    code: `export { LIMITS } from '@afterword/contracts';`,
    complaint: 'Only types',
  },
  {
    name: 'the user interface importing types',
    file: 'libs/ui/src/index.ts',
    code: `export type { Counters } from '@afterword/contracts';`,
  },
  {
    name: 'the user interface importing a package other than Preact',
    file: 'libs/ui/src/index.ts',
    code: `export { z } from 'zod';`,
    complaint: 'libs/ui may import types of the contracts, and Preact',
  },
  {
    name: 'a feature that reaches into another',
    file: 'apps/engagement/src/shares/shares.service.ts',
    code: `export * from '../sites/sites.service';`,
    complaint: 'Import the index.ts of another feature',
  },
  {
    name: 'a feature that imports the index of another',
    file: 'apps/engagement/src/shares/shares.service.ts',
    code: `export * from '../sites';`,
  },
  {
    name: 'two files that import each other',
    file: 'libs/contracts/src/limits.ts',
    code: `export * from './index';`,
    complaint:
      'Import cycle: libs/contracts/src/limits.ts → libs/contracts/src/index.ts → libs/contracts/src/limits.ts',
  },
  {
    name: 'two files that import only types of each other',
    file: 'libs/contracts/src/limits.ts',
    code: `import type { Counters } from './index'; export type Shown = Counters;`,
    complaint: 'Import cycle: ',
  },
  {
    name: 'two files of which one re-exports only types of the other',
    file: 'libs/contracts/src/limits.ts',
    code: `export type { Counters } from './index';`,
    complaint: 'Import cycle: ',
  },
  {
    name: 'two files of which one loads the other on demand',
    file: 'libs/contracts/src/limits.ts',
    code: `export const load = () => import('./index');`,
    complaint: 'Import cycle: ',
  },
];

describe('the import law', () => {
  let complaints: string[][];

  beforeAll(async () => {
    complaints = await lint(cases);
  });

  it.each(cases.map((test, index) => ({ ...test, index, verdict: test.complaint ? 'refuses' : 'allows' })))(
    '$verdict $name',
    ({ index, complaint }) => {
      const found = (complaints[index] ?? []).filter((line) => /import/.test(line.split(':')[0] ?? ''));
      if (complaint) expect(found).toContainEqual(expect.stringContaining(complaint));
      else expect(found).toEqual([]);
    },
  );
});

async function lint(snippets: Case[]): Promise<string[][]> {
  const child = spawn(process.execPath, [join(__dirname, 'lint-snippets.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(snippets));
  return (await json(child.stdout)) as string[][];
}
