import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testDatabaseUrl } from '@afterword/testing/database';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';

const run = promisify(execFile);
const PROGRAM = join(__dirname, '../../../dist/apps/content/src/cli.js');
const SAMPLE = join(__dirname, '../sample');
const SAMPLE_URL = 'https://paper.example/articles/the-ferryman-s-ledger';

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** The built program, as `npm start` and the image run it. */
describe('the command line of content', () => {
  let folder: string;
  const env = { ...process.env, DATABASE_URL: testDatabaseUrl(), ADMIN_TOKEN, CONTENT_URL: 'https://paper.example' };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afterword-command-'));
    await cp(SAMPLE, folder, { recursive: true });
    await writeFile(join(folder, 'broken.md'), '---\ntitle: Broken\ntopic: one\n---\n\nText\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  const content = ({ args, env: variables = env }: { args: string[]; env?: NodeJS.ProcessEnv }): Promise<Ended> =>
    run(process.execPath, [PROGRAM, ...args], { env: variables }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: unknown) => error as Ended,
    );
  const importing = (...args: string[]) => content({ args: ['articles', 'import', ...args] });

  it('migrates once', async () => {
    expect((await content({ args: ['migrate'] })).stdout).toMatch(/^content: applied Initial\d+/);
    expect((await content({ args: ['migrate'] })).stdout).toBe('content: the database is up to date\n');
  });

  it('prints a line with the address of each article, and says what is wrong where', async () => {
    const first = await importing(folder, '--dry-run');
    expect(first.stdout).toBe(`would be created: ${SAMPLE_URL} [draft: publish it with --publish]\n`);
    const { code, stdout, stderr } = await importing(folder, '--publish');
    expect([code, stdout]).toEqual([1, `created: ${SAMPLE_URL}\n`]);
    expect(stderr).toMatch(/^refused: .*broken\.md:3:1: topic: is not a field of an article file; the fields are slug/);
    expect(await importing(SAMPLE)).toEqual({ code: 0, stdout: `unchanged: ${SAMPLE_URL}\n`, stderr: '' });
  });

  it('seeds only where there is nothing', async () => {
    expect(await importing(folder, '--publish', '--if-none')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('serves the one site that SITE names', async () => {
    const other = { ...env, SITE: 'gazette' };
    expect(await importing(SAMPLE, '--site', 'demo')).toMatchObject({ code: 0, stdout: `unchanged: ${SAMPLE_URL}\n` });
    const stderr = '--site is "gazette", but SITE is "demo": content serves one site. Set SITE=gazette.\n';
    expect(await importing(SAMPLE, '--site', 'gazette')).toMatchObject({ code: 1, stdout: '', stderr });
    const mixed = await content({ args: ['articles', 'import', SAMPLE], env: other });
    expect(mixed).toMatchObject({ code: 1, stdout: '' });
    expect(mixed.stderr).toMatch(
      /^SITE is "gazette", but the database holds articles of the site "demo"\. Set SITE=demo/,
    );

    const move = (from: string, of: NodeJS.ProcessEnv) =>
      content({ args: ['articles', 'move', '--from', from], env: of });
    expect(await move('demo', env)).toMatchObject({ code: 0, stdout: 'moved 0 articles from demo to demo\n' });
    expect(await move('demo', other)).toMatchObject({ code: 0, stdout: 'moved 1 article from demo to gazette\n' });
    expect(await content({ args: ['articles', 'import', SAMPLE, '--site', 'gazette'], env: other })).toMatchObject({
      code: 0,
      stdout: `unchanged: ${SAMPLE_URL}\n`,
    });
    expect(await move('gazette', env)).toMatchObject({ code: 0, stdout: 'moved 1 article from gazette to demo\n' });
  });

  it.each([
    [['articles', 'import', '/nowhere'], /^\/nowhere: there is no such file or folder\n$/],
    [['articles', 'import', __dirname], /^There is no article file below/],
    [['articles', 'import', SAMPLE, '--site', 'No Site'], /--site <id>.*lower-case letters/],
    [['articles', 'burn'], /unknown command/],
  ])('%j fails with one clear line', async (args, line) => {
    const { code, stderr } = await content({ args });
    expect(code).toBe(1);
    expect(stderr).toMatch(line);
  });

  it('explains itself without an environment', async () => {
    const { stdout } = await run(process.execPath, [PROGRAM, 'articles', 'import', '--help'], { env: {} });
    expect(stdout).toMatch(/--publish\s+publish what is imported/);
  });
});
