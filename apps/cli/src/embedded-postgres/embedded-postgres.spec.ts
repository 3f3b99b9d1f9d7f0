import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { poll } from '../poll';
import { type EmbeddedPostgres, openEmbeddedPostgres } from './index';
import { isAlive, pidFileOf } from './postmaster';

describe('the embedded PostgreSQL', () => {
  let dataFolder: string;
  const opened: EmbeddedPostgres[] = [];

  const open = async () => {
    const server = await openEmbeddedPostgres({ dataFolder, durable: false });
    opened.push(server);
    return server;
  };
  const close = async (server: EmbeddedPostgres) => {
    opened.splice(opened.indexOf(server), 1);
    await server.close();
  };

  beforeEach(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'afterword-postgres-'));
  });
  afterEach(async () => {
    for (const server of [...opened]) await close(server);
    await rm(dataFolder, { recursive: true, force: true });
  });

  it('keeps its data from one start to the next', async () => {
    const first = await open();
    await query(first.url, 'create table kept as select 42 as answer');
    await close(first);
    expect(isAlive(first.pid)).toBe(false);

    const second = await open();
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('sorts and folds text alike on every machine', async () => {
    const { url } = await open();
    expect(await query(url, `select lower('ÄΣ') as folded, current_setting('server_encoding') as encoding`)).toEqual([
      { folded: 'äσ', encoding: 'UTF8' },
    ]);
  });

  it('is started once for all who open it together, and stopped by the last of them', async () => {
    const [first, second, third] = await Promise.all([open(), open(), open()]);
    expect([second.pid, third.pid]).toEqual([first.pid, first.pid]);

    await close(second);
    await close(first);
    expect(await query(third.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await close(third);
    expect(isAlive(third.pid)).toBe(false);
    expect((await readdir(dataFolder)).sort()).toEqual(['postgres', 'postgres-password', 'postgres.log']);
  });

  it('is started again for who comes while the last one is leaving', async () => {
    const first = await open();
    const [second] = await Promise.all([open(), close(first)]);
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('that a killed process left behind is taken over, and stopped', async () => {
    const left = await openAndDie(dataFolder);
    expect(isAlive(left)).toBe(true);
    const server = await open();
    expect(server.pid).toBe(left);
    await close(server);
    expect(isAlive(left)).toBe(false);
  });

  it('tells when it was killed, and starts again after that', async () => {
    const first = await open();
    process.kill(first.pid, 'SIGKILL');
    await first.lost;
    const second = await open();
    expect(second.pid).not.toBe(first.pid);
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('starts although a pid file names a process that is something else', async () => {
    await close(await open());
    await writeFile(
      pidFileOf(join(dataFolder, 'postgres')),
      `${process.pid}\n${dataFolder}/postgres\n1\n5432\n\n\n\nready\n`,
    );
    const server = await open();
    expect(server.pid).not.toBe(process.pid);
  });

  it('says in one line that its folder is broken', async () => {
    await close(await open());
    await rm(join(dataFolder, 'postgres/global/pg_control'));
    await expect(open()).rejects.toThrow(/^Cannot start the database in .+pg_control.+$/);
    expect(await readdir(dataFolder)).not.toContain('postmaster.pid');
  });

  it('says in one line that its folder holds something else', async () => {
    await mkdir(join(dataFolder, 'postgres'), { mode: 0o700 });
    await writeFile(join(dataFolder, 'postgres/novel.txt'), 'Call me Ishmael.');
    await expect(open()).rejects.toThrow(/^Cannot start the database in .+postgresql\.conf.+$/);
  });

  it('says in one line that the kept password is another', async () => {
    const first = await open();
    await close(first);
    await writeFile(join(dataFolder, 'postgres-password'), 'a-different-one\n');
    await expect(open()).rejects.toThrow('refuses the password kept in');
    const stopped = await poll(() => Promise.resolve(isAlive(first.pid) ? undefined : true), {
      everyMs: 20,
      timeoutMs: 5_000,
    });
    expect(stopped).toBe(true);
  });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Opens the server in another process and kills that process. Resolves to the server's. */
async function openAndDie(dataFolder: string): Promise<number> {
  const built = join(__dirname, '../../../../dist/apps/cli/src/embedded-postgres/index.js');
  const script = `require(${JSON.stringify(built)})
    .openEmbeddedPostgres({ dataFolder: ${JSON.stringify(dataFolder)}, durable: false })
    .then(({ pid }) => console.log(pid));`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill('SIGKILL');
  await once(child, 'exit');
  return Number(line.toString());
}
