import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WidgetFiles } from '../../apps/engagement/src/embed/widget-files';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { type HostSite, startHostSite } from '@afterword/testing/host-page';

const DIST = join(__dirname, '../../dist/widget');

/** The same widget as another build would have it: its files have other hashes in their names. */
async function anotherBuild(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'afterword-build-'));
  // Without what the build compressed: that is of the files as they were.
  await cp(DIST, folder, { recursive: true, filter: (path) => !/\.(br|gz)$/.test(path) });
  const names = await readdir(join(folder, 'embed'));
  for (const name of names) await rename(join(folder, 'embed', name), join(folder, 'embed', renamed(name)));
  for (const file of [
    'embed.js',
    ...names.filter((name) => name.endsWith('.js')).map((name) => `embed/${renamed(name)}`),
  ]) {
    const path = join(folder, file);
    await writeFile(path, renamed(await readFile(path, 'utf8')));
  }
  return folder;
}
/** Each hash with its halves exchanged: the names stay apart. */
const renamed = (text: string) => text.replace(/(?<=-)([A-Z0-9]{4})([A-Z0-9]{4})(?=\.js)/g, '$2$1');

describeInBrowser('the widget of a page that was opened before a deploy', () => {
  let service: RunningEngagement;
  let host: HostSite;
  let browser: TestBrowser;
  let earlier: string;

  beforeAll(async () => {
    earlier = await anotherBuild();
    [service, host, browser] = await Promise.all([startEngagement(), startHostSite(), openBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([service.stop(), host.close(), rm(earlier, { recursive: true })]);
  });

  it('goes on working, and the next page has the new one', async () => {
    const { id } = await service.api.site(ADMIN_TOKEN, { origins: [host.origin] });
    const files = service.app.get(WidgetFiles);
    await files.serve(earlier);
    const token = await service.api.guest(id, 'Ada');
    expectStatus(
      201,
      await service.api.call('POST', `${pagePath(id, 'a')}/comments`, { token, body: { body: 'Written before' } }),
    );
    host.serve(`<!doctype html><html lang="en"><title>A host page</title><body><afterword-thread site="${id}" page="a"></afterword-thread>
      <script type="module" src="${service.url}/embed.js"></script></body></html>`);
    const page = await browser.context.newPage();
    await page.goto(host.origin);
    const dots = page.getByRole('article').getByRole('button', { name: 'More actions' });
    await dots.waitFor();
    await files.serve(DIST);
    const [name = ''] = (await readdir(join(DIST, 'embed'))).filter((file) => /^menu-.+\.js$/.test(file));
    const menu = page.waitForResponse((response) => response.url().endsWith(`/${renamed(name)}`));
    await dots.click();
    expect((await menu).status()).toBe(200);
    await page.getByRole('menuitem', { name: 'Copy link' }).waitFor();
    await page.close();
  });
});
