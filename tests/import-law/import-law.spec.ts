import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';

const ROOT = join(__dirname, '../..');

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
  let folder: string;

  /** A copy of what the linter looks at, whose files the cases replace. */
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afterword-import-law-'));
    const filter = (path: string) => !path.includes('fixtures');
    for (const part of ['apps', 'libs', 'tools', 'package.json', 'tsconfig.json'])
      await cp(join(ROOT, part), join(folder, part), { recursive: true, filter });
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const rules = await readFile(join(ROOT, '.oxlintrc.json'), 'utf8');
    const types = '"typeAware": true, "typeCheck": true, ';
    expect(rules).toContain(types);
    // None of these rules needs types, which take most of the linter's time.
    await writeFile(join(folder, '.oxlintrc.json'), rules.replace(types, ''));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(cases.map((test) => ({ ...test, verdict: test.complaint ? 'refuses' : 'allows' })))(
    '$verdict $name',
    async ({ file, code, complaint }) => {
      const path = join(folder, file);
      const before = await readFile(path);
      await writeFile(path, code);
      try {
        const found = (await lint(folder, file)).filter(({ code: rule }) => rule.startsWith('import-law('));
        if (complaint)
          expect(found).toContainEqual(expect.objectContaining({ message: expect.stringContaining(complaint) }));
        else expect(found).toEqual([]);
      } finally {
        await writeFile(path, before);
      }
    },
  );
});

/** What the linter's own command says of a file. */
async function lint(folder: string, file: string): Promise<{ code: string; message: string }[]> {
  const args = [join(ROOT, 'node_modules/oxlint/bin/oxlint'), '--format', 'json', file];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const { diagnostics } = (await json(child.stdout)) as { diagnostics: { code: string; message: string }[] };
  return diagnostics;
}
