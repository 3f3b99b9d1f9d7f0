import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
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

  const SITE = ['--site', 'demo'];
  it.each([
    [['backup', ''], 'The place of the backup is empty; name a folder or s3://bucket/path'],
    [['backup', ' '], 'The place of the backup is empty; name a folder or s3://bucket/path'],
    [['backup', 's3://'], 's3:// is no address of a bucket; write s3://bucket/path'],
    [['backup', 'gs://bucket'], 'gs://bucket is neither a folder nor a bucket; write s3://bucket/path'],
    [['restore', ''], 'The place of the backup is empty; name a folder or s3://bucket/path'],
    [['restore', 's3://a/../b'], 's3://a/../b is no address of a bucket; write s3://bucket/path'],
  ])('a place that cannot be (%p)', async (args, reason) => {
    const found = await run('afterword', args, { DATA_DIR: join(folder, 'data') });
    expect(found).toEqual({ stdout: '', stderr: `afterword: ${reason}\n`, code: 1 });
    // Nothing was started for it.
    expect(await readdir(folder)).toEqual([]);
  });

  it('a place of backups in the environment that cannot be', async () => {
    expect(await run('afterword', ['backup'], { DATA_DIR: join(folder, 'data'), BACKUP_TO: 's3://' })).toEqual({
      stdout: '',
      stderr: 'afterword: The environment is not valid. BACKUP_TO: must be a folder or s3://bucket/path\n',
      code: 1,
    });
  });

  it.each([
    [['articles', 'import', ''], 'argument <path>'],
    [['articles', 'import', 'a.md', '--static', ''], 'option --static <folders...>'],
    [['import', '', ...SITE], 'argument <file>'],
    [['import', 'a.xml', ...SITE, '--map', ' '], 'option --map <file>'],
    [['import', 'a.xml', '--site', ''], 'option --site <id>'],
    [['import', 'undo', ''], 'argument <run>'],
    [['export', ...SITE, '--out', ''], 'option --out <file>'],
    [['sites', 'ensure', ''], 'argument <id>'],
    [['sites', 'ensure', 'demo', '--origin', ''], 'option --origin <origin>'],
    [['readers', 'end-sessions', '', ...SITE], 'argument <reader-ids>'],
    [['moderation', 'decide', 'publish', '', ...SITE], 'argument <ids>'],
  ])('an argument without anything in it (%p)', async (args, what) => {
    expect(await run('afterword', args, { DATABASE_URL: testDatabaseUrl() })).toEqual({
      stdout: '',
      stderr: `error: the ${what} is empty; give it a value, or leave it out where it is not needed\n`,
      code: 1,
    });
  });
});
