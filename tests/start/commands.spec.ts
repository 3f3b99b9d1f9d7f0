import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { testDatabaseUrl } from '@afterword/testing/database';
import { ADMIN_TOKEN } from '@afterword/testing/engagement';

const ROOT = join(__dirname, '../..');
const PROGRAMS = {
  afterword: 'tools/afterword.mjs',
  engagement: 'dist/apps/engagement/src/main.js',
  content: 'dist/apps/content/src/main.js',
};

describe('what an operator can repair is said in one line, with exit code 1:', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afterword-commands-'));
    await chmod(folder, 0o755);
  });
  afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

  /** Runs a program of the clone to its end, with nothing of its `.env`. */
  async function run(program: keyof typeof PROGRAMS, args: string[], variables: Record<string, string>) {
    const unset = { CONTENT_URL: '', ENGAGEMENT_URL: '', HOST: '', REDIS_URL: '', DATABASE_URL: '' };
    const env = { ...process.env, ...unset, ADMIN_TOKEN, LOG_LEVEL: 'info', ...variables };
    const child = spawn(process.execPath, [PROGRAMS[program], ...args], { cwd: ROOT, env });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { stdout, stderr, code: child.exitCode };
  }

  it('a data folder that was never started', async () => {
    expect(await run('afterword', ['sites', 'list'], { DATA_DIR: folder })).toEqual({
      stdout: '',
      stderr: 'Database "afterword_engagement" does not exist; run "npx afterword migrate" to create it\n',
      code: 1,
    });
  });

  it.each([
    ['afterword', ['sites', 'list']],
    ['afterword', ['articles', 'import', 'apps/content/sample']],
    ['engagement', []],
    ['content', []],
  ] as const)('a database that is missing (%s %s)', async (program, args) => {
    expect(await run(program, [...args], { DATABASE_URL: testDatabaseUrl() })).toEqual({
      stdout: '',
      stderr: expect.stringMatching(
        /^Database "t_\w+" does not exist; run "npx afterword migrate" to create it\n$/,
      ) as string,
      code: 1,
    });
  });

  it('a password that is wrong', async () => {
    const url = new URL(testDatabaseUrl());
    url.password = 'wrong';
    expect(await run('engagement', [], { DATABASE_URL: url.href })).toEqual({
      stdout: '',
      stderr: expect.stringMatching(/^Password authentication failed .+; check .+ DATABASE_URL\n$/) as string,
      code: 1,
    });
  });

  it('a data folder that cannot be made', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const impossible = [
      join(file, 'data'),
      `/${'x'.repeat(300)}`,
      ...(process.platform === 'linux' ? ['/proc/afterword'] : []),
    ];
    for (const path of impossible) {
      const { stdout, stderr, code } = await run('afterword', ['migrate'], { DATA_DIR: path });
      expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
      expect(stderr).toMatch(/^afterword: Cannot write to the data folder .+ \(DATA_DIR\): .+\n$/);
    }
  });
});
