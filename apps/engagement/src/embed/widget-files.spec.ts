import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { LIMITS } from '@afterword/contracts';
import { databaseUrlOf } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { expectStatus } from '@afterword/testing/api';
import { testDatabaseUrl } from '@afterword/testing/database';
import { type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { WidgetFiles } from './widget-files';

describe('the files of the widget', () => {
  const databaseUrl = testDatabaseUrl();
  let services: RunningEngagement[];
  let builds: string;

  beforeAll(async () => {
    builds = await mkdtemp(join(tmpdir(), 'afterword-builds-'));
    services = [await startEngagement({ databaseUrl }), await startEngagement({ databaseUrl })];
  });
  afterAll(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await rm(builds, { recursive: true });
  });

  /** A build whose entry loads this chunk. */
  async function build(chunk: string): Promise<string> {
    const folder = await mkdtemp(join(builds, 'build-'));
    await mkdir(join(folder, 'embed'));
    await writeFile(join(folder, 'embed.js'), `import('./embed/${chunk}')`);
    await writeFile(join(folder, 'embed', chunk), `export const name = '${chunk}';`);
    return folder;
  }
  const serve = async (service: number, folder: string) => services[service]!.app.get(WidgetFiles).serve(folder);
  const get = (service: number, path: string, headers: Record<string, string> = {}) =>
    services[service]!.api.call<string>('GET', path, { headers });

  it('are sent as the build has compressed them', async () => {
    const folder = await build('acting-DDDDDDDD.js');
    const path = join('embed', 'acting-DDDDDDDD.js');
    // Larger than what the service would make of it.
    const compressed = gzipSync(await readFile(join(folder, path)), { level: 0 });
    await writeFile(join(folder, `${path}.gz`), compressed);
    await serve(0, folder);
    const answer = await get(0, '/embed/acting-DDDDDDDD.js', { 'accept-encoding': 'gzip' });
    expect(expectStatus(200, answer)).toContain('acting-DDDDDDDD');
    expect(answer.headers.get('content-length')).toBe(String(compressed.length));
    expect((await get(0, '/embed/acting-DDDDDDDD.js.gz')).status).toBe(404);
  });

  it('outlive the build that they are of, at every process', async () => {
    await serve(0, await build('acting-AAAAAAAA.js'));
    const before = await get(0, '/embed/acting-AAAAAAAA.js');
    expect(expectStatus(200, before)).toContain('acting-AAAAAAAA');
    await serve(0, await build('acting-BBBBBBBB.js'));
    expect(expectStatus(200, await get(0, '/embed.js'))).toContain('acting-BBBBBBBB');
    for (const service of [0, 1]) {
      const after = await get(service, '/embed/acting-AAAAAAAA.js');
      expect(expectStatus(200, after)).toBe(before.body);
      for (const header of ['etag', 'cache-control', 'content-type', 'access-control-allow-origin', 'vary'])
        expect([header, after.headers.get(header)]).toEqual([header, before.headers.get(header)]);
      const headers = { 'if-none-match': before.headers.get('etag')! };
      expect((await get(service, '/embed/acting-AAAAAAAA.js', headers)).status).toBe(304);
      // While a deploy is under way, the process that has the old build serves the new one's files too.
      expectStatus(200, await get(service, '/embed/acting-BBBBBBBB.js'));
    }
  });

  it('are forgotten some time after they were replaced, and not while a build has them', async () => {
    const database = new DataSource({ type: 'postgres', url: databaseUrlOf(databaseUrl, 'engagement') });
    await database.initialize();
    try {
      const [old, kept] = [await build('acting-CCCCCCCC.js'), await build('acting-DDDDDDDD.js')];
      await serve(0, old);
      await serve(0, kept);
      await database.query(
        `update widget_file set replaced_at = replaced_at - make_interval(days => $1) where replaced_at is not null`,
        [LIMITS.widgetFileDays + 1],
      );
      // The build is rolled back to: what it has is not replaced any more.
      await serve(0, kept);
      expectStatus(404, await get(1, '/embed/acting-CCCCCCCC.js'));
      expectStatus(200, await get(1, '/embed/acting-DDDDDDDD.js'));
    } finally {
      await database.destroy();
    }
  });

  it.each(['/embed/acting-ZZZZZZZZ.js', '/embed/nothing.js', '/embed/..%2Fembed.js', '/embed/%00', '/embed.css'])(
    'are not found where nobody built them: %s',
    async (path) => {
      expect(await get(0, path)).toMatchObject({ status: 404, body: { type: 'urn:afterword:problem:not-found' } });
    },
  );
});
