/**
 * Upgrades an installation of an earlier version while readers use it:
 *
 * 1. makes a worktree of the commit, and builds it with the packages that are installed here,
 * 2. starts it with an embedded database of its own, and fills that; `--keep <folder>` has it write a backup and its programs there: the
 *    fixtures of tests/upgrades,
 * 3. migrates with this version while the earlier one serves readers,
 * 4. stops the earlier one, starts this one, and goes back to the earlier one once more.
 *
 * Readers ask again where nobody answers, as the widget does. An answer that is neither success nor 503 is a fault.
 */
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { constants, createBrotliCompress } from 'node:zlib';
import { build } from './build.mjs';
import { root } from './root.mjs';
import { fail } from './run.mjs';

const run = promisify(execFile);
const ADMIN_TOKEN = 'an-operator-token-of-the-upgrade';
const PAGES = ['first', 'second', 'third'];
const READERS = 6;

export async function upgradeRun(args) {
  const [commit] = args;
  const keep = args[args.indexOf('--keep') + 1];
  if (!commit || commit.startsWith('-'))
    return fail(new Error('which commit? npm run upgrade -- <commit> [--keep <folder>]'));
  const folder = await mkdtemp(join(tmpdir(), 'afterword-upgrade-'));
  const earlier = join(folder, 'earlier');
  const undo = [];
  try {
    await run('git', ['worktree', 'add', '--detach', earlier, commit], { cwd: root });
    undo.push(() => run('git', ['worktree', 'remove', '--force', earlier], { cwd: root }));
    await symlink(join(root, 'node_modules'), join(earlier, 'node_modules'));
    console.log(`Building ${commit}`);
    await run(process.execPath, ['tools/build.mjs'], { cwd: earlier });
    await build();

    const place = { env: await environmentOf(folder), log: [] };
    let services = await start(earlier, place);
    undo.push(() => services.stop());
    const api = apiOf(place.env.ENGAGEMENT_PORT);
    await publish(place.env.CONTENT_PORT);
    const load = await startLoad(api);
    await load.more(200);
    if (args.includes('--keep')) {
      const written = join(folder, 'backup');
      await command(earlier, place, 'backup', written);
      await run('tar', ['--sort=name', '-czf', join(keep, `${commit}.tar.gz`), '-C', written, '.']);
      await keepPrograms(earlier, join(keep, `${commit}.programs.tar.br`));
      console.log(`Kept a backup of ${commit} and its programs in ${keep}`);
    }

    const migrated = await timed(() => command(root, place, 'migrate'));
    await load.more(200);
    report(`${commit} serves while this version migrates`, load, migrated.ms);
    await services.stop();
    services = await start(root, place);
    await load.more(200);
    report('this version serves', load);
    console.log(await command(root, place, 'doctor'));
    await services.stop();
    services = await start(earlier, place);
    await load.more(200);
    report(`the way back: ${commit} serves the migrated data`, load);
    await load.stop();
    await services.stop();
    services = await start(root, place);
    console.log(await command(root, place, 'reconcile'));
  } catch (error) {
    fail(error);
  } finally {
    for (const one of undo.reverse()) await one().catch((error) => console.error(error.message));
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    process.exit();
  }
}

/** What the services' programs are and read, but for packages that cannot be bundled. */
const PROGRAMS = [
  'package.json',
  ...['content', 'engagement'].flatMap((service) => [
    `dist/programs/${service}.js`,
    `dist/apps/${service}/src/main.js`,
    `dist/apps/${service}/src/cli.js`,
  ]),
  'dist/programs/load-program.cjs',
  'dist/programs/theme.css',
  'dist/widget',
];

/** Both bundles hold the same packages: a window of 16 MiB finds them. It takes a minute. */
async function keepPrograms(checkout, file) {
  const sorted = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
  const tar = spawn('tar', [...sorted, '-cf', '-', ...PROGRAMS], {
    cwd: checkout,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const window = { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS };
  await pipeline(tar.stdout, createBrotliCompress({ params: window }), createWriteStream(file));
}

async function environmentOf(folder) {
  const [content, engagement] = [await freePort(), await freePort()];
  return {
    ...process.env,
    HOST: '127.0.0.1',
    CONTENT_PORT: String(content),
    ENGAGEMENT_PORT: String(engagement),
    DATA_DIR: join(folder, 'data'),
    ADMIN_TOKEN,
    DATABASE_URL: '',
    REDIS_URL: '',
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'error',
  };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** `afterword start` of a checkout. Resolves when both services are ready. */
async function start(checkout, { env }) {
  const child = spawn(process.execPath, [join(checkout, 'dist/apps/cli/src/main.js'), 'start'], {
    cwd: checkout,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  for (const port of [env.CONTENT_PORT, env.ENGAGEMENT_PORT]) {
    const until = Date.now() + 60_000;
    while (!(await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null))?.ok) {
      if (child.exitCode !== null) throw new Error(`${checkout} ended with exit code ${child.exitCode}`);
      if (Date.now() > until) throw new Error(`${checkout} is not ready after a minute`);
      await pause(100);
    }
  }
  return {
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
    },
  };
}

async function command(checkout, { env }, ...args) {
  const { stdout } = await run(process.execPath, [join(checkout, 'dist/apps/cli/src/main.js'), ...args], {
    cwd: checkout,
    env,
  });
  return stdout.trim();
}

const apiOf = (port) => async (method, path, token, body) => {
  const response = await fetch(`http://127.0.0.1:${port}/v1${path}`, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
      ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: globalThis.AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null };
};

async function publish(port) {
  const api = apiOf(port);
  for (const slug of PAGES) {
    const { status } = await api('POST', '/articles', ADMIN_TOKEN, { slug, title: `About ${slug}`, body: 'A text.' });
    if (status !== 201) throw new Error(`An article was answered with ${status}`);
    await api('POST', `/articles/${slug}/publish`, ADMIN_TOKEN);
  }
}

/** Readers who read, like, comment, share and reward until they are told to stop. */
async function startLoad(api) {
  const load = { done: 0, faults: [], slowestMs: 0, unanswered: 0 };
  let stopped = false;
  const read = (page) => api('GET', `/sites/demo/pages/${page}/comments`);
  const acts = [
    (page) => read(page),
    (page, token) => api('PUT', `/sites/demo/pages/${page}/reactions/like`, token),
    (page, token) => api('POST', `/sites/demo/pages/${page}/comments`, token, { body: `A remark ${randomUUID()}` }),
    (page, token) => api('POST', `/sites/demo/pages/${page}/shares`, token, { channel: 'copy' }),
    (page, token) => api('POST', `/sites/demo/pages/${page}/rewards`, token, { amount: 1 }),
    (page, token) => api('DELETE', `/sites/demo/pages/${page}/reactions/like`, token),
    (_page, token) => api('GET', '/me', token),
  ];
  const act = async (token, index) => {
    for (let turn = index; !stopped; turn += 1) {
      const began = performance.now();
      const answer = await acts[turn % acts.length](PAGES[turn % PAGES.length], token).catch(() => null);
      if (answer === null || answer.status === 503) {
        load.unanswered += 1;
        await pause(100);
        continue;
      }
      // 422 insufficient-balance: the points of a guest are spent.
      if (answer.status >= 400 && !answer.body?.type?.endsWith(':insufficient-balance'))
        load.faults.push(`${answer.status} ${JSON.stringify(answer.body)}`.slice(0, 200));
      load.done += 1;
      load.slowestMs = Math.max(load.slowestMs, performance.now() - began);
      await pause(10);
    }
  };
  const tokens = [];
  for (let reader = 0; reader < READERS; reader += 1)
    tokens.push((await api('POST', '/sites/demo/sessions', null, {})).body.token);
  const acting = tokens.map(act);
  return {
    state: load,
    more: async (count) => {
      const until = load.done + count;
      while (load.done < until) await pause(20);
    },
    stop: async () => {
      stopped = true;
      await Promise.all(acting);
    },
  };
}

function report(title, { state }, migratedMs) {
  const { done, faults, slowestMs, unanswered } = state;
  const migrated = migratedMs === undefined ? '' : `, migrated in ${(migratedMs / 1000).toFixed(1)} s`;
  console.log(
    `${title}: ${done} answers, the slowest after ${Math.round(slowestMs)} ms, ${unanswered} asked again, ${faults.length} faults${migrated}`,
  );
  for (const fault of new Set(faults)) console.log(`  ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
  Object.assign(state, { done: 0, faults: [], slowestMs: 0, unanswered: 0 });
}

async function timed(work) {
  const began = performance.now();
  await work();
  return { ms: performance.now() - began };
}
