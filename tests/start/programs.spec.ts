import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ServiceName, startServices } from '@afterword/testing/services';

const PROGRAMS = join(__dirname, '../../dist/programs');
const run = promisify(execFile);

/** What a program asks Node for while it runs: optional packages of libraries, and machine code. */
const NOT_BUNDLED = /^(sharp$|msgpackr-extract|@msgpackr-extract\/|node-gyp-build|detect-libc|pg-native)/;

/** `@scope/name` or `name`, without what is asked of it. */
const packageOf = (name: string): string => name.split('/', name.startsWith('@') ? 2 : 1).join('/');

const services: ServiceName[] = ['content', 'engagement'];

describe.each([...services, 'cli'])('the bundle of %s', (program) => {
  it('comes with code that V8 takes', async () => {
    const ask = `require('./load-program.cjs').compile('${program}').cachedDataRejected`;
    const { stdout } = await run(process.execPath, ['-p', ask], { cwd: PROGRAMS });
    expect(stdout.trim()).toBe('false');
  });

  it.each(['js', `${process.versions.v8}.code`])(
    'does not name the folder that it was built in (.%s): stack traces would show it',
    async (type) => {
      expect(await readFile(join(PROGRAMS, `${program}.${type}`), 'latin1')).not.toContain(
        'node_modules/.cache/build-',
      );
    },
  );

  it('finds what stays outside of it', async () => {
    const text = await readFile(join(PROGRAMS, `${program}.js`), 'latin1');
    const names = [...text.matchAll(/\brequire\("([\w@/.-]+)"\)/g)].map(([, name = '']) => name);
    const isInstalled = (name: string) => existsSync(join(PROGRAMS, '../../node_modules', packageOf(name)));
    const outside = [...new Set(names)].filter((name) => /^[^.]/.test(name) && !isBuiltin(name) && isInstalled(name));
    const ask = `(${JSON.stringify(outside)}).filter((name) => { try { require.resolve(name); } catch { return true; } }).join()`;
    const { stdout } = await run(process.execPath, ['-p', ask], { cwd: PROGRAMS });
    expect(stdout.trim()).toBe('');
  });

  it('runs without the code of this version of Node', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'afterword-bundle-'));
    try {
      for (const file of ['load-program.cjs', `${program}.js`])
        await copyFile(join(PROGRAMS, file), join(folder, file));
      await symlink(join(PROGRAMS, '../../node_modules'), join(folder, 'node_modules'));
      const ask = `Object.keys(require('./load-program.cjs').load('${program}')).includes('modules')`;
      const { stdout } = await run(process.execPath, ['-p', ask], { cwd: folder });
      expect(stdout.trim()).toBe('true');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe.each(services)('what is never used', (program) => {
  it(`is not in the bundle of ${program}: it would be in memory`, async () => {
    const text = await readFile(join(PROGRAMS, `${program}.js`), 'latin1');
    expect(text).toContain('PostgresQueryRunner');
    for (const unused of ['class OracleQueryRunner', 'class MysqlDriver', 'zod/v4/locales/ar.', 'brotli/dec/'])
      expect(text).not.toContain(unused);
  });
});

describe('the bundler', () => {
  const bundle = async (source: string) => {
    const script = `
      import { requireBundledTypeorm } from './tools/bundle.mjs';
      process.stdout.write(requireBundledTypeorm(process.argv[1]));`;
    return run(process.execPath, ['--input-type=module', '-e', script, source], { cwd: join(PROGRAMS, '../..') });
  };
  const upstream = join(PROGRAMS, '../../node_modules/@nestjs/typeorm/dist/common/typeorm-compat.js');

  it('points @nestjs/typeorm to the TypeORM of the bundle', async () => {
    const source = await readFile(upstream, 'utf8');
    const { stdout } = await bundle(source);
    expect(source).toContain('= createRequire(');
    expect(stdout).not.toContain('= createRequire(');
    expect(stdout).toContain("require('typeorm')");
  });

  it.each([
    ['another way to require', (source: string) => source.replace('import.meta.url', 'import.meta.filename')],
    ['no TypeORM', (source: string) => source.replace("require('typeorm')", "load('typeorm')")],
  ])('fails when @nestjs/typeorm has %s', async (_, change) => {
    const source = change(await readFile(upstream, 'utf8'));
    await expect(bundle(source)).rejects.toThrow('@nestjs/typeorm has changed how typeorm-compat.js requires typeorm');
  });
});

describe('services that run', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afterword-programs-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('load their bundle, and no second copy of anything in it', async () => {
    const hook = join(folder, 'hook.cjs');
    await writeFile(
      hook,
      `process.on('exit', () => require('node:fs').writeFileSync(
        require('node:path').join(${JSON.stringify(folder)}, process.pid + '.json'),
        JSON.stringify(Object.keys(require.cache))));`,
    );
    const running = await startServices({ env: { NODE_OPTIONS: `--require ${hook}` } });
    await running.publish('bundled');
    expect(await running.html('bundled')).toContain('A paragraph of bundled.');
    const pids = services.map((service) => running.pid(service));
    await running.stop();
    for (const pid of pids) {
      const files = JSON.parse(await readFile(join(folder, `${pid}.json`), 'utf8')) as string[];
      const packages = files.map((file) => file.split('node_modules/')[1]).filter((name) => name !== undefined);
      expect(packages.filter((name) => !NOT_BUNDLED.test(name))).toEqual([]);
    }
  });

  it('start where V8 refuses the code', async () => {
    const ask = `require('./load-program.cjs').compile('content').cachedDataRejected`;
    const flag = '--stack-trace-limit=20';
    const { stdout } = await run(process.execPath, [flag, '-p', ask], { cwd: PROGRAMS });
    expect(stdout.trim()).toBe('true');
    const running = await startServices({ env: { NODE_OPTIONS: flag } });
    expect(await running.status(`${running.url('content')}/health/ready`)).toBe(200);
    await running.stop();
  });
});
