import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { axeFindings } from '@afterword/testing/accessibility';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { ModeratedSite } from '@afterword/testing/moderated-site';
import { takePicture } from '@afterword/testing/pictures';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

const DEVICES: Record<string, BrowserContextOptions> = {
  'light-1280': { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  'dark-1280': { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  'light-390': { viewport: { width: 390, height: 844 }, colorScheme: 'light' },
  'dark-390': { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
};

/** What `npm run screenshots` keeps. */
const KEPT = new Set(['pending-light-1280', 'pending-dark-390']);

describeInBrowser('the console', () => {
  let service: RunningEngagement;
  let desk: ModeratedSite;
  let browser: TestBrowser;

  beforeAll(async () => {
    [service, browser] = await Promise.all([startEngagement(), openBrowser()]);
  });
  afterAll(() => Promise.all([service.stop(), browser.close()]));
  beforeEach(async () => {
    desk = new ModeratedSite(service);
    await desk.start();
  });

  const open = async (view = 'pending', context: BrowserContext = browser.context): Promise<Page> => {
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(error));
    page.on('console', (message) => {
      if (message.type() === 'error') console.error(message.text());
    });
    await page.goto(`${service.url}/console#/${desk.site.id}/${view}`);
    const token = page.getByLabel('Token');
    await token.or(page.locator('#main h1')).first().waitFor();
    if (await token.isVisible()) {
      await token.fill(ADMIN_TOKEN);
      await page.getByRole('button', { name: 'Sign in' }).click();
    }
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  };
  const current = (page: Page) => page.locator('article[aria-current=true]');
  const overflow = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  describe.each(Object.entries(DEVICES))('at %s', (name, device) => {
    let own: TestBrowser;
    beforeAll(async () => {
      own = await openBrowser(device);
    });
    afterAll(() => own.close());

    const expectFine = async (page: Page, view: string) => {
      expect([view, await overflow(page), await axeFindings(page)]).toEqual([view, 0, []]);
      await takePicture(page, `console-${view}-${name}`, KEPT.has(`${view}-${name}`));
    };

    it('is accessible and fits in every view', async () => {
      await desk.live();
      const page = await open('pending', own.context);
      await current(page).waitFor();
      await expectFine(page, 'pending');
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
      await expectFine(page, 'help');
      await page.close();
    });
  });
});
