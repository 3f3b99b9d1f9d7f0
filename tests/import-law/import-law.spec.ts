import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';

interface Case {
  name: string;
  /** An existing file, whose text the snippet takes the place of. */
  file: string;
  code: string;
  /** What the complaint says; undefined where the import is lawful. */
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
    complaint: 'libs/ui imports contracts and preact',
  },
  {
    name: 'a feature that reaches into another',
    file: 'apps/engagement/src/shares/shares.service.ts',
    code: `export * from '../sites/sites.service';`,
    complaint: 'A feature is entered by its index.ts',
  },
  {
    name: 'a feature that enters another by its index',
    file: 'apps/engagement/src/shares/shares.service.ts',
    code: `export * from '../sites';`,
  },
  {
    name: 'two files that import each other',
    file: 'libs/contracts/src/limits.ts',
    code: `export * from './index';`,
    complaint: 'Dependency cycle detected',
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
