import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ServiceName, startServices } from '@afterword/testing/services';

const PROGRAMS = join(__dirname, '../../dist/programs');
const run = promisify(execFile);

/** What a program asks Node for while it runs: optional packages of libraries, and machine code. */
const NOT_BUNDLED = /^(@resvg\/|msgpackr-extract|@msgpackr-extract\/|node-gyp-build|detect-libc|pg-native)/;

const services: ServiceName[] = ['content', 'engagement'];

describe.each([...services, 'cli'])('the bundle of %s', (program) => {
  it('comes with code that V8 takes', async () => {
    const ask = `require('./load-program.cjs').compile('${program}').cachedDataRejected`;
    const { stdout } = await run(process.execPath, ['-p', ask], { cwd: PROGRAMS });
    expect(stdout.trim()).toBe('false');
  });

  it.each(['js', 'code'])(
    'does not name the folder that it was built in (.%s): stack traces would show it',
    async (type) => {
      expect(await readFile(join(PROGRAMS, `${program}.${type}`), 'latin1')).not.toContain(
        'node_modules/.cache/build-',
      );
    },
  );
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
