import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { openEmbeddedPostgres } from '../../apps/cli/src/embedded-postgres';
import { findImageBuilder } from './find-image-builder';
import { findProgram } from './find-program';
import { startReaper } from './reaper';
import { startRedis } from './redis';
import { keepForTeardown } from './run';
import { areScaled, startScaledStores } from './scaled-stores';
import { shareBrowser } from './shared-browser';

/** Starts the servers that every spec of the run shares, and tells the specs where they are. */
export default async function globalSetup(): Promise<void> {
  const reaper = startReaper();
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  for (const server of [postgres, redis]) if (server) reaper.watch(server);

  const stopStores = areScaled ? await startScaledStores(postgres.server, postgres.folder, reaper) : undefined;
  process.env.TEST_DATABASE_URL = postgres.url;
  if (redis) process.env.TEST_REDIS_URL = redis.url;
  const browsers = ['chromium', 'chromium-browser', 'google-chrome'];
  setUnlessGiven('TEST_WHOLE_CHROMIUM', findProgram(...browsers));
  // The headless shell draws no window around a page, which saves a quarter of a spec's processor time.
  setUnlessGiven('TEST_CHROMIUM', findProgram('chromium-headless-shell', ...browsers));
  setUnlessGiven('TEST_IMAGE_BUILDER', findImageBuilder());
  const { TEST_CHROMIUM } = process.env;
  const browser = TEST_CHROMIUM ? await shareBrowser(TEST_CHROMIUM, (started) => reaper.watch(started)) : undefined;
  if (browser) process.env.TEST_BROWSER = browser.url;

  keepForTeardown(async () => {
    await stopStores?.();
    await Promise.all([postgres.stop(), redis?.stop(), browser?.stop()]);
    reaper.dismiss();
    delete process.env.TEST_DATABASE_URL;
    delete process.env.TEST_REDIS_URL;
    delete process.env.TEST_BROWSER;
  });
}

/** An environment variable that is assigned undefined becomes the word "undefined". */
function setUnlessGiven(variable: string, value: string | undefined): void {
  if (value !== undefined) process.env[variable] ??= value;
}

async function startPostgres() {
  const folder = await mkdtemp(join(tmpdir(), 'afterword-tests-'));
  // PostgreSQL's user must reach it, for a standby's copy.
  await chmod(folder, 0o755);
  const server = await openEmbeddedPostgres({ dataFolder: folder, durable: false });
  await turnOffAutovacuum(server.url);
  const stop = async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { server, url: server.url, pid: server.pid, folder, stop };
}

/** A run makes hundreds of databases, and autovacuum would connect to each once a minute. Specs that need statistics ask for them. */
async function turnOffAutovacuum(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('alter system set autovacuum = off');
  await client.query('select pg_reload_conf()');
  await client.end();
}
