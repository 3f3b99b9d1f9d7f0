import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../../apps/cli/src/ports';
import { createApi, expectStatus, pagePath } from '@afterword/testing/api';
import { poll } from '@afterword/testing/poll';
import { png } from '@afterword/testing/png';
import { type RedisServer, startRedis } from '@afterword/testing/redis';
import { type ComposeFile, readCompose } from './compose';
import { type Image, buildImage, runToEnd } from './image';

/** Building installs every package once more. */
jest.setTimeout(300_000);

const builder = process.env.TEST_IMAGE_BUILDER;
const describeImage = builder && process.env.TEST_REDIS_URL ? describe : describe.skip;

describeImage('the image, run with the commands and the environment of docker-compose.yml', () => {
  const secrets = {
    ADMIN_TOKEN: 'the-operator-of-the-image',
    POSTGRES_PASSWORD: 'ThePasswordOfTheImage',
    CONTENT_DATABASE_PASSWORD: 'ThePasswordOfContent',
    ENGAGEMENT_DATABASE_PASSWORD: 'ThePasswordOfEngagement',
    REDIS_PASSWORD: 'ThePasswordOfRedis',
  };
  const services: ChildProcess[] = [];
  let compose: ComposeFile;
  let image: Image;
  let redis: RedisServer;
  let articles: string;

  beforeAll(async () => {
    const ports = { CONTENT_PORT: String(await freePort()), ENGAGEMENT_PORT: String(await freePort()) };
    compose = readCompose({ ...secrets, ...ports });
    articles = await mkdtemp(join(tmpdir(), 'afterword-articles-'));
    // The image's user is another than ours.
    await chmod(articles, 0o755);
    redis = (await startRedis(undefined, ['--requirepass', secrets.REDIS_PASSWORD]))!;
    await createRole('afterword', secrets.POSTGRES_PASSWORD);
    image = await buildImage(builder!);
  });
  afterAll(async () => {
    for (const service of services) if (service.exitCode === null) service.kill('SIGKILL');
    await image?.remove();
    await redis?.stop();
    await rm(articles, { recursive: true, force: true });
  });

  /** A service's variables, with the names and ports of the servers it finds here instead of in compose's network. */
  const environmentOf = (name: string): Record<string, string> => {
    const { environment = {} } = compose.services[name]!;
    const here = (address: string, server: string) =>
      Object.assign(new URL(address), { host: new URL(server).host }).href;
    const databases = Object.entries(environment).filter(([variable]) => variable.endsWith('DATABASE_URL'));
    return {
      ...environment,
      ...Object.fromEntries(databases.map(([variable, url]) => [variable, here(url, process.env.TEST_DATABASE_URL!)])),
      REDIS_URL: here(environment.REDIS_URL!, redis.url),
      CONTENT_PORT: new URL(environment.CONTENT_URL!).port,
      ENGAGEMENT_PORT: new URL(environment.ENGAGEMENT_URL!).port,
    };
  };
  const optionsOf = (name: string) => ({ command: compose.services[name]!.command!, env: environmentOf(name) });
  const urlOf = (name: 'CONTENT_URL' | 'ENGAGEMENT_URL') => compose.services.content!.environment![name]!;

  it('is not root, and cannot change its own program', async () => {
    const script = `const { accessSync, constants } = require('fs');
      try { accessSync('/app/dist', constants.W_OK); console.log('writable'); } catch { console.log(process.getuid()); }`;
    expect((await runToEnd(image, { command: ['node', '-e', script], env: {} })).trim()).toBe('1000');
  });

  it('holds no package but what reads and draws images', async () => {
    const script = "console.log(require('fs').readdirSync('/app/node_modules').join())";
    const listed = await runToEnd(image, { command: ['node', '-e', script], env: {} });
    expect(listed.trim()).toBe('@expo-google-fonts,@fontsource-variable,@img,detect-libc,semver,sharp,woff2-encoder');
  });

  it('migrates, serves an article, and brings a like to its page', async () => {
    await runToEnd(image, optionsOf('migrate'));
    for (const name of ['engagement', 'content']) {
      services.push(image.start(optionsOf(name)));
      const { test = [] } = compose.services[name]!.healthcheck!;
      // A readiness check is for one who waits: every failure is another try.
      const isHealthy = () =>
        runToEnd(image, { command: test.slice(1), env: environmentOf(name) }).then(
          () => true,
          () => false,
        );
      await poll(isHealthy, Boolean, { withinMs: 60_000 });
    }

    await writeFile(
      join(articles, 'afloat.md'),
      '---\nslug: afloat\ntitle: Afloat 漂う\n---\n\nIn a container. ![x](x.png)\n',
    );
    await writeFile(join(articles, 'x.png'), png(4, 3));
    const command = ['afterword', 'articles', 'import', '/articles/afloat.md', '--publish'];
    await runToEnd(image, { command, env: environmentOf('content'), articles });

    const engagement = createApi(urlOf('ENGAGEMENT_URL'));
    const token = await engagement.guest('demo');
    const like = `${pagePath('demo', 'afloat')}/reactions/like`;
    expectStatus(200, await engagement.call('PUT', like, { token }));

    const html = async () => (await fetch(`${urlOf('CONTENT_URL')}/articles/afloat`)).text();
    const page = await poll(html, (text) => />Like<\/span>\s*<b>1<\/b>/.test(text));
    expect(page).toContain('In a container.');
    expect(page).toMatch(/<img src="[^"]*\/images\/[0-9a-f]{32}\.png"[^>]* width="4"/);
    // Its title needs fonts that are read when they are needed.
    const card = await fetch(`${urlOf('CONTENT_URL')}/articles/afloat/card.png`);
    expect([card.status, card.headers.get('content-type')]).toEqual([200, 'image/png']);
    // It asks both services, and so it needs the roles of both.
    const report = await runToEnd(image, { command: ['afterword', 'doctor'], env: environmentOf('migrate') });
    expect(report).toMatch(/^ok +snapshots/m);
  });

  it('takes its secrets from files, too', async () => {
    const { ADMIN_TOKEN, DATABASE_URL, REDIS_URL, ...env } = environmentOf('migrate');
    const files = { ADMIN_TOKEN, DATABASE_URL, REDIS_URL };
    // As the user of the image reads what Docker hands over.
    for (const [name, value = ''] of Object.entries(files)) await writeFile(join(articles, name), `${value}\n`);
    const named = Object.fromEntries(Object.keys(files).map((name) => [`${name}_FILE`, `/articles/${name}`]));
    const command = ['afterword', 'doctor'];
    expect(await runToEnd(image, { command, env: { ...env, ...named }, articles })).toMatch(/^ok +snapshots/m);
    await expect(runToEnd(image, { command, env: { ...env, ...named } })).rejects.toThrow('_FILE');
  });

  it('ends by itself on SIGTERM', async () => {
    expect(services).toHaveLength(2);
    for (const service of services) {
      const closed = once(service, 'close');
      await image.terminate(service);
      await closed;
      expect(service.exitCode).toBe(0);
    }
  });

  it('has written nothing where compose lets it read only', async () => {
    expect(await image.written()).toEqual([]);
  });
});

async function createRole(name: string, password: string): Promise<void> {
  const client = new Client({ connectionString: process.env.TEST_DATABASE_URL });
  await client.connect();
  try {
    await client.query(
      `create role ${client.escapeIdentifier(name)} login superuser password ${client.escapeLiteral(password)}`,
    );
  } finally {
    await client.end();
  }
}
