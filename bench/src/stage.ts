import { mkdtemp, rm } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseUrlOf } from '@afterword/platform';
import { Client } from 'pg';
import { openEmbeddedPostgres } from '../../apps/cli/src/embedded-postgres';
import { Floor } from './floor';
import { addReaders } from './readers';
import { command, freePort, type Ports, ServiceProcess, type Surroundings } from './services';

/** The site of `npm start`, with the sample article. */
export const SITE = 'demo';

/** The servers of a benchmark: real services that were started for it alone, and the floors. */
export interface Stage {
  surroundings: Surroundings;
  ports: Ports;
  engagement: ServiceProcess;
  content: ServiceProcess;
  floor: Floor;
  /** Engagement's database. */
  database: Client;
  /** Readers with sessions, see `readerToken`. */
  readers: number;
  close(): Promise<void>;
}

export interface BenchPostgres {
  url: string;
  pid: number;
  close(): Promise<void>;
}

export async function openPostgres(): Promise<BenchPostgres> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'afterword-bench-'));
  const postgres = await openEmbeddedPostgres({ dataFolder });
  return {
    url: postgres.url,
    pid: postgres.pid,
    close: async () => {
      await postgres.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Starts the system's Redis, if it is installed. */
export async function openRedis(): Promise<{ url: string; close(): Promise<void> } | null> {
  const folder = await mkdtemp(join(tmpdir(), 'afterword-bench-redis-'));
  const port = await freePort();
  const child = spawn('redis-server', ['--port', String(port), '--dir', folder, '--appendonly', 'yes'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const started = await Promise.race([
    once(child, 'error').then(() => false),
    (async () => {
      for await (const chunk of child.stdout) if (String(chunk).includes('Ready to accept connections')) return true;
      return false;
    })(),
  ]);
  if (!started) return null;
  return {
    url: `redis://127.0.0.1:${port}`,
    close: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts both services on their own databases, with the sample article and signed-in readers. */
export async function openStage(surroundings: Surroundings, readers: number): Promise<Stage> {
  const ports = { content: await freePort(), engagement: await freePort() };
  const run = (service: 'content' | 'engagement', args: string[]) => command(service, args, surroundings, ports);
  await Promise.all([run('engagement', ['migrate']), run('content', ['migrate'])]);
  await run('engagement', ['sites', 'ensure', SITE, '--origin', `http://127.0.0.1:${ports.content}`]);
  await run('content', ['articles', 'import', join(__dirname, '../../../apps/content/sample'), '--publish']);
  const database = new Client({ connectionString: databaseUrlOf(surroundings.databaseUrl, 'engagement') });
  await database.connect();
  await addReaders(database, SITE, readers);
  await database.query('vacuum analyze');
  const engagement = await ServiceProcess.start('engagement', surroundings, ports);
  const content = await ServiceProcess.start('content', surroundings, ports);
  const floor = await Floor.start();
  return {
    surroundings,
    ports,
    engagement,
    content,
    floor,
    database,
    readers,
    close: async () => {
      floor.stop();
      await database.end();
      await Promise.all([engagement.stop(), content.stop()]);
    },
  };
}
