import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { startStaticSite, type StaticSite } from '@afterword/testing/static-site';
import { writeFiles } from '@afterword/testing/titled-code';
import { HUGO, LARGE_SITES, recipeFiles } from './sites';

/** `npm run recipes` builds all of them. */
const sites = process.env.RECIPES === 'all' ? [HUGO, ...LARGE_SITES] : [HUGO];

describeInBrowser('a site that is built by the recipe', () => {
  let service: RunningEngagement;
  let browser: TestBrowser;

  beforeAll(async () => {
    [service, browser] = await Promise.all([startEngagement(), openBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await service.stop();
  });

  it.each(sites)(
    'of $name has comments below a post',
    async (site) => {
      const folder = await mkdtemp(join(tmpdir(), 'afterword-recipe-'));
      let host: StaticSite | undefined;
      try {
        writeFiles(folder, [...Object.entries(site.files), ...recipeFiles(site, service.url)]);
        const run = (program: string, args: readonly string[]) =>
          promisify(execFile)(program, args, {
            cwd: folder,
            env: {
              ...process.env,
              NODE_ENV: 'production',
              NEXT_TELEMETRY_DISABLED: '1',
              ASTRO_TELEMETRY_DISABLED: '1',
            },
            maxBuffer: 1e8,
          });
        if (site.packages.length > 0)
          await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...site.packages]);
        const [program, ...args] = site.build;
        await run(program, args);
        host = await startStaticSite(join(folder, site.out));
        await service.api.site(ADMIN_TOKEN, { id: 'demo', origins: [host.origin] });
        const page = await browser.context.newPage();
        await page.goto(host.origin + site.post);
        await page.getByRole('textbox', { name: 'Comment', exact: true }).fill(`Written on ${site.name}`);
        await page.getByRole('textbox', { name: 'Name' }).fill('Ada');
        await page.getByRole('button', { name: 'Post' }).click();
        // A comment that is still being sent is there already.
        await page.getByText('Comment posted.').waitFor({ state: 'attached' });
        await page.reload();
        await page
          .getByRole('article', { name: 'Comment by Ada' })
          .filter({ hasText: `Written on ${site.name}` })
          .waitFor();
        if (site.list !== undefined) {
          await page.goto(host.origin + site.list);
          await page.locator('afterword-count', { hasText: '1' }).waitFor();
        }
        await page.close();
        await service.api.call('DELETE', '/v1/admin/sites/demo', { token: ADMIN_TOKEN });
      } finally {
        await host?.close();
        await rm(folder, { recursive: true, force: true });
      }
    },
    600_000,
  );
});
