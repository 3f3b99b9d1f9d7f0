import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Counters, Site } from '@afterword/contracts';
import { createApi, expectStatus, pagePath } from '@afterword/testing/api';
import { poll } from '@afterword/testing/poll';
import { RunningStart, afterword, processesOf } from './running-start';

/** Several starts of everything for most of these. */
jest.setTimeout(120_000);

/** What runs is found in /proc. */
const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('npm start', () => {
  let dataFolder: string;
  let env: Record<string, string>;
  /** The data folder of an installation that was started and ended. */
  let startedBefore: string;

  beforeAll(async () => {
    startedBefore = await newFolder();
    const start = RunningStart.run(await RunningStart.environment(startedBefore));
    await start.ready();
    process.kill(start.pid, 'SIGTERM');
    await start.ended();
  });
  afterAll(() => rm(startedBefore, { recursive: true, force: true }));

  /** A first start creates and migrates databases, which the tests of later ones do without. The copy keeps its owner, PostgreSQL's user. */
  const useEarlierData = () => promisify(execFile)('cp', ['-a', `${startedBefore}/.`, dataFolder]);

  beforeEach(async () => {
    dataFolder = await newFolder();
    env = await RunningStart.environment(dataFolder);
  });
  afterEach(async () => {
    for (const pid of await processesOf(dataFolder)) process.kill(pid, 'SIGKILL');
    await rm(dataFolder, { recursive: true, force: true, maxRetries: 10 });
  });

  const contentUrl = () => `http://localhost:${env.CONTENT_PORT}`;
  const engagementUrl = () => `http://localhost:${env.ENGAGEMENT_PORT}`;
  const nothingRuns = () =>
    poll(
      () => processesOf(dataFolder),
      (pids) => pids.length === 0,
      { withinMs: 5_000 },
    );

  it('prints where things are and a ready line, keeps the data, and ends without a trace', async () => {
    const first = RunningStart.run({ ...env, LOG_LEVEL: '' });
    await first.ready();
    // Nothing goes before the summary: what the framework has to say of its start is for who asks for it.
    expect(first.stdout.trimStart()).toMatch(/^Articles +http/);
    expect(first.stdout.trimEnd().split('\n').at(-1)).toBe(`Afterword is ready: ${contentUrl()}`);
    expect(first.stdout).toContain(engagementUrl());
    const token = (await readFile(join(dataFolder, 'admin-token'), 'utf8')).trim();
    expect((await stat(join(dataFolder, 'admin-token'))).mode & 0o777).toBe(0o600);
    expect(first.stdout).toContain(token);
    for (const url of [contentUrl(), engagementUrl()]) expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    const demo = await createApi(engagementUrl()).call<Site>('GET', '/v1/admin/sites/demo', { token });
    expect(expectStatus(200, demo).look).toEqual({ reactors: true });

    const reader = await createApi(engagementUrl()).guest('demo');
    expectStatus(
      200,
      await createApi(engagementUrl()).call('PUT', `${pagePath('demo', 'kept')}/reactions/like`, { token: reader }),
    );

    process.kill(first.pid, 'SIGTERM');
    await first.ended();
    await nothingRuns();
    expect(first.stderr).toBe('');

    const backups = join(dataFolder, 'backups');
    const second = RunningStart.run({ ...env, BACKUP_TO: backups });
    await second.ready();
    // It backs up by itself where it is told where to.
    const manifests = async () => {
      const names = await readdir(backups).catch(() => []);
      return names.filter((name) => existsSync(join(backups, name, 'backup.json')));
    };
    await poll(manifests, ({ length }) => length === 1);
    const counted = await createApi(engagementUrl()).call<{ counters: Counters }>('GET', pagePath('demo', 'kept'));
    expect(counted.body.counters.reactions.like).toBe(1);
    expect(second.stdout).toContain(token);

    // Ctrl-C reaches the whole group of the terminal, and the impatient press it twice.
    process.kill(-second.pid, 'SIGINT');
    process.kill(-second.pid, 'SIGINT');
    expect(await second.ended()).toBe(0);
    await nothingRuns();
  });

  it('shares its database with commands in another terminal, which find its services', async () => {
    await useEarlierData();
    const start = RunningStart.run(env);
    await start.ready();
    // Where the ports are is known to the terminal of `npm start` alone.
    const elsewhere = { DATA_DIR: dataFolder, LOG_LEVEL: 'warn' };
    await writeFile(join(dataFolder, 'hello.md'), '---\nslug: hello\ntitle: Hello\n---\n\nA paragraph.\n');
    const imported = await afterword(elsewhere, 'articles', 'import', join(dataFolder, 'hello.md'), '--publish');
    expect(imported).toContain(`${contentUrl()}/articles/hello`);
    const invitation = await afterword(elsewhere, 'staff', 'invite', 'ada@paper.example', '--site', 'demo');
    expect(invitation).toContain(`${engagementUrl()}/console#invitation=`);
    expect(await (await fetch(`${contentUrl()}/articles/hello`)).text()).toContain('A paragraph.');
    const report = await afterword(elsewhere, 'doctor');
    expect(report).toMatch(/^ok +database +embedded/m);
    expect(report).toMatch(/^ok +content +{.*"ready"/m);
    expect(report).toMatch(/^ok +engagement +{.*"ready"/m);
    expect(report).toMatch(/^ok +ledger/m);
    expect((await fetch(`${engagementUrl()}/health/ready`)).status).toBe(200);
    process.kill(start.pid, 'SIGTERM');
    await start.ended();
    await nothingRuns();
  });

  it('ends cleanly when asked to in the middle of starting', async () => {
    const start = RunningStart.run(env);
    await poll(
      () =>
        stat(join(dataFolder, 'postgres/postmaster.pid')).then(
          () => true,
          () => false,
        ),
      Boolean,
    );
    process.kill(start.pid, 'SIGTERM');
    await start.ended();
    await nothingRuns();
    expect(start.stdout).not.toContain('is ready');
    expect(start.stderr).toBe('');
  });

  it('leaves no service behind when it is killed, and starts again after that', async () => {
    await useEarlierData();
    const killed = RunningStart.run(env);
    await killed.ready();
    process.kill(-killed.pid, 'SIGKILL');
    await killed.ended();
    const serviceIsGone = (url: string) =>
      fetch(`${url}/health/live`).then(
        () => false,
        () => true,
      );
    for (const url of [contentUrl(), engagementUrl()]) await poll(() => serviceIsGone(url), Boolean);

    const next = RunningStart.run(env);
    await next.ready();
    process.kill(next.pid, 'SIGTERM');
    await next.ended();
    await nothingRuns();
  });

  describe('when one of its processes dies', () => {
    let start: RunningStart;
    const isReady = (url: string) =>
      fetch(`${url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    const program = (service: string) => `apps/${service}/src/main.js`;

    beforeEach(async () => {
      await useEarlierData();
      start = RunningStart.run(env);
      await start.ready();
    });

    it('starts the service again, and the other one goes on answering', async () => {
      const services = [
        { dies: 'engagement', url: engagementUrl(), answers: contentUrl() },
        { dies: 'content', url: contentUrl(), answers: engagementUrl() },
      ];
      for (const { dies, url, answers } of services) {
        const pid = await pidOf(dataFolder, program(dies));
        process.kill(pid, 'SIGKILL');
        await poll(async () => {
          expect((await fetch(`${answers}/health/live`)).status).toBe(200);
          return (await isReady(url)) && (await pidOf(dataFolder, program(dies)).catch(() => pid)) !== pid;
        }, Boolean);
      }
      expect(start.stderr.trimEnd().split('\n')).toEqual([
        'afterword: The engagement service ended (SIGKILL); starting it again in 0.25 s',
        'afterword: The content service ended (SIGKILL); starting it again in 0.25 s',
      ]);
      process.kill(start.pid, 'SIGTERM');
      expect(await start.ended()).toBe(0);
      await nothingRuns();
    });

    it('starts the embedded database again, and the services reconnect', async () => {
      const [pid = ''] = (await readFile(join(dataFolder, 'postgres/postmaster.pid'), 'utf8')).split('\n');
      process.kill(Number(pid), 'SIGKILL');
      await poll(
        () => start.stderr,
        (text) => text.includes('The embedded database ended; starting it again'),
      );
      const reader = await poll(
        () =>
          createApi(engagementUrl())
            .guest('demo')
            .catch(() => ''),
        Boolean,
      );
      expectStatus(
        200,
        await createApi(engagementUrl()).call('PUT', `${pagePath('demo', 'kept')}/reactions/like`, { token: reader }),
      );
      await poll(() => isReady(contentUrl()), Boolean);
      process.kill(start.pid, 'SIGTERM');
      expect(await start.ended()).toBe(0);
      await nothingRuns();
    });

    it('ends with 1 when the service cannot be started any more', async () => {
      process.kill(await pidOf(dataFolder, program('engagement')), 'SIGKILL');
      // Takes the port before the next start does.
      const other = createServer();
      const takePort = () => other.listen(Number(env.ENGAGEMENT_PORT), '127.0.0.1');
      other.on('error', takePort);
      takePort();
      try {
        expect(await start.ended()).toBe(1);
      } finally {
        other.off('error', takePort);
        other.close();
      }
      const lines = start.stderr.trimEnd().split('\n');
      expect(lines).toHaveLength(6);
      expect(lines.at(-1)).toMatch(
        /^afterword: The engagement service ended 5 times in a row before it was ready; the last time: exit code 1: .+EADDRINUSE/,
      );
      await nothingRuns();
    });
  });

  describe('says in one line what is wrong, starts nothing and exits with 1:', () => {
    const expectOneLine = async (variables: Record<string, string>, line: RegExp) => {
      const start = RunningStart.run({ ...env, ...variables });
      expect(await start.ended()).toBe(1);
      expect(start.stderr).toMatch(line);
      expect(start.stderr.trimEnd().split('\n')).toHaveLength(1);
      await nothingRuns();
    };

    it('a port in use', async () => {
      const other = createServer().listen(Number(env.ENGAGEMENT_PORT), '127.0.0.1');
      await once(other, 'listening');
      await expectOneLine({}, /^afterword: Port \d+ is in use.+ENGAGEMENT_PORT/);
      other.close();
    });

    it('a data folder that cannot be written', async () => {
      await writeFile(join(dataFolder, 'file'), '');
      await expectOneLine(
        { DATA_DIR: join(dataFolder, 'file/data') },
        /^afterword: Cannot write to the data folder .+DATA_DIR/,
      );
    });

    it('a database that cannot be reached', async () => {
      const url = `postgres://user@127.0.0.1:${env.CONTENT_PORT}/afterword`;
      await expectOneLine({ DATABASE_URL: url }, /^afterword: Cannot reach PostgreSQL at .+DATABASE_URL.+ECONNREFUSED/);
    });

    it('a Redis that cannot be reached', async () => {
      const url = `redis://127.0.0.1:${env.CONTENT_PORT}`;
      await expectOneLine({ REDIS_URL: url }, /^afterword: Cannot reach Redis at .+REDIS_URL.+ECONNREFUSED/);
    });

    it('a database folder that is broken', async () => {
      await writeFile(join(dataFolder, 'postgres'), 'not a folder');
      await expectOneLine({}, /^afterword: .+postgres/);
    });

    it('a service that cannot start', async () => {
      const hook = join(dataFolder, 'hook.cjs');
      const broken = `if (process.argv[1]?.includes('engagement/src/main')) { console.error('Out of order'); process.exit(3); }`;
      await writeFile(hook, broken);
      await expectOneLine(
        { NODE_OPTIONS: `--require ${hook}` },
        /^afterword: The engagement service cannot start \(exit code 3: Out of order\)$/m,
      );
    });

    it('a variable that makes no sense', async () => {
      await expectOneLine({ CONTENT_PORT: 'many' }, /^afterword: The environment is not valid\. CONTENT_PORT/);
    });
  });
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'afterword-start-'));
  // PostgreSQL's user must reach it, as it would in a clone of an ordinary user's.
  await chmod(folder, 0o755);
  return folder;
}

async function pidOf(dataFolder: string, program: string): Promise<number> {
  for (const pid of await processesOf(dataFolder))
    if ((await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes(program)) return pid;
  throw new Error(`${program} does not run`);
}
