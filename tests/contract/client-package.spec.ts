import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(__dirname, '../..');
const run = promisify(execFile);
const tsc = join(root, 'node_modules/typescript/bin/tsc');

/** What somebody who installs the package writes; each line that expects an error has one, or does not compile. */
const CONSUMER = `
import { createEngagementClient, type Schemas } from './dist/index.js';
const client = createEngagementClient({ origin: 'https://talk.example' });
const { data } = await client.GET('/v1/me');
export const balance: number | undefined = data?.wallet.balance;
// @ts-expect-error there is no such path
await client.GET('/v1/you');
// @ts-expect-error a balance is a number
export const words: string | undefined = data?.wallet.balance;
// @ts-expect-error a comment has an id
export const comment: Schemas['Comment'] = {};
`;

describe('the client as a package', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(root, 'dist/consumer-'));
    const project = join(root, 'libs/client/tsconfig.json');
    await run(process.execPath, [tsc, '--project', project, '--outDir', join(folder, 'dist')]);
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    await writeFile(join(folder, 'consumer.ts'), CONSUMER);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['nodenext', 'nodenext'],
    ['bundler', 'es2022'],
  ])('keeps its types with %s', async (moduleResolution, module) => {
    const project = join(folder, `${moduleResolution}.json`);
    const compilerOptions = {
      moduleResolution,
      module,
      target: 'es2022',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
    };
    const tsconfig = { compilerOptions: { ...compilerOptions, types: [] }, files: ['consumer.ts'] };
    await writeFile(project, JSON.stringify(tsconfig));
    const complaints = await run(process.execPath, [tsc, '--project', project]).then(
      () => '',
      (error: unknown) => (error as { stdout: string }).stdout,
    );
    expect(complaints).toBe('');
  });
});
