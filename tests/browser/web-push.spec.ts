import type { NewPushSubscription, NotificationList, PushKey, Site } from '@afterword/contracts';
import { axeFindings } from '@afterword/testing/accessibility';
import { type Answer, expectStatus, pagePath } from '@afterword/testing/api';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { MailServer } from '@afterword/testing/mail-server';
import { takePicture } from '@afterword/testing/pictures';
import { poll } from '@afterword/testing/poll';
import { PushService } from '@afterword/testing/push-service';
import type { BrowserContextOptions, Page } from 'playwright-core';

/**
 * Chromium without a window knows no push service, and says `denied` of a permission that it gives when it is asked. These alone are
 * replaced; what was asked of the push manager is in `asked`.
 */
function replacePushManager(subscription: NewPushSubscription): void {
  const given = { ...subscription, toJSON: () => subscription, unsubscribe: () => Promise.resolve(true) };
  Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
  const isGiven = () => localStorage.getItem('given') !== null;
  PushManager.prototype.getSubscription = () => Promise.resolve(isGiven() ? given : null) as never;
  PushManager.prototype.subscribe = (options) => {
    localStorage.setItem('given', 'yes');
    localStorage.setItem('asked', JSON.stringify(options));
    return Promise.resolve(given) as never;
  };
}

describeInBrowser('notifications on this device', () => {
  const push = new PushService();
  const mailServer = new MailServer();
  let service: RunningEngagement;
  let site: Site;
  let ada: string;
  let path: string;
  const opened: TestBrowser[] = [];

  beforeAll(async () => {
    await Promise.all([push.start(), mailServer.start()]);
    const mail = { smtpUrl: mailServer.url, from: 'talk@paper.example' };
    service = await startEngagement({ webhookAllowPrivate: '127.0.0.1', mail });
  });
  afterAll(async () => {
    await service.stop();
    push.stop();
    mailServer.stop();
  });
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, { name: 'The Margin' });
    ada = await service.api.guest(site.id, 'Ada');
    const list = await service.api.call<NotificationList>('GET', '/v1/me/notifications', { token: ada });
    path = new URL(expectStatus(200, list).mailSettingsUrl!).pathname;
  });
  afterEach(async () => {
    for (const browser of opened.splice(0)) await browser.close();
  });

  const visit = async (options: BrowserContextOptions = {}, before?: (page: Page) => Promise<unknown>) => {
    const browser = await openBrowser(options);
    opened.push(browser);
    const page = await browser.context.newPage();
    await before?.(page);
    await page.goto(service.url + path);
    return page;
  };
  const post = async (token: string, body: string, parentId?: string) => {
    const answer: Answer<{ id: string }> = await service.api.call('POST', `${pagePath(site.id, 'talk')}/comments`, {
      ...{ token, body: { body, parentId } },
    });
    return expectStatus(201, answer).id;
  };

  it('are turned on and off by one button', async () => {
    const device = push.subscribe();
    const page = await visit({}, async (first) => {
      await first.context().grantPermissions(['notifications'], { origin: service.url });
      await first.addInitScript(replacePushManager, device);
    });
    const section = page.getByRole('region', { name: 'On this device' });
    const turnOn = section.getByRole('button', { name: 'Turn on notifications' });
    await turnOn.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await takePicture(page, 'device-off', false);
    await turnOn.focus();
    await page.keyboard.press('Enter');
    await section.getByRole('status').filter({ hasText: 'This device gets notifications' }).waitFor();
    const turnOff = section.getByRole('button', { name: 'Turn off notifications' });
    // The button keeps the focus: it is the same one.
    expect(await turnOff.evaluate((button) => document.activeElement === button)).toBe(true);
    expect(await axeFindings(page)).toEqual([]);

    // The worker is the browser's own, and so is its place.
    const scopes = await page.evaluate(async () =>
      (await navigator.serviceWorker.getRegistrations()).map(({ scope, active }) => [scope, active?.scriptURL]),
    );
    expect(scopes).toEqual([[`${service.url}/push/`, `${service.url}/push/worker.js`]]);
    const asked = await page.evaluate(() => localStorage.getItem('asked') ?? '');
    const { key } = expectStatus(200, await service.api.call<PushKey>('GET', '/v1/push/key'));
    expect(JSON.parse(asked)).toEqual({ userVisibleOnly: true, applicationServerKey: key });
    const question = await post(ada, 'Why?');
    await post(await service.api.guest(site.id, 'Grace'), 'Because', question);
    const [told] = await push.waitFor(device, 1);
    expect(told!.content.body).toContain('Because');

    await page.reload();
    await turnOff.click();
    await turnOn.waitFor();
    await page.reload();
    await turnOn.waitFor();
  });

  it.each([
    ['light-1280', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }, 'en'],
    ['dark-390', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }, 'en'],
    ['rtl-390', { viewport: { width: 390, height: 844 }, colorScheme: 'light' }, 'ar'],
  ] as const)('stand on a page that fits and is accessible (%s)', async (name, options, language) => {
    const change = { token: ada, body: { language, timeZone: 'Europe/Berlin' } };
    expectStatus(200, await service.api.call('PATCH', '/v1/me/notification-settings', change));
    const described = { url: 'https://paper.example/talk', title: 'The night library that never asked for a card' };
    expectStatus(
      200,
      await service.api.call('PUT', pagePath(site.id, 'talk'), { token: ADMIN_TOKEN, body: described }),
    );
    const question = await post(ada, 'Is the map printable?');
    const grace = await service.api.guest(site.id, 'margin notes');
    for (const text of ['It is.', 'In colour, too.']) await post(grace, text, question);
    const inbox = () => service.api.call<NotificationList>('GET', '/v1/me/notifications', { token: ada });
    await poll(inbox, ({ body }) => body.items.length === 2);
    const page = await visit(options, async (first) => {
      await first.context().grantPermissions(['notifications'], { origin: service.url });
      await first.addInitScript(replacePushManager, push.subscribe());
    });
    await page.locator('#device:not([hidden])').waitFor();
    await page.locator('summary').click();
    expect(await axeFindings(page)).toEqual([]);
    const wide = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
    expect(await page.evaluate(wide)).toBe(0);
    await takePicture(page, `notification-settings-${name}`);
  });

  it('say why they cannot be turned on', async () => {
    // Without a permission that was given, this Chromium says no.
    const page = await visit({}, (first) =>
      first.addInitScript(() => {
        Notification.requestPermission = () => Promise.resolve('denied');
        Object.defineProperty(Notification, 'permission', { get: () => 'denied' });
      }),
    );
    const section = page.getByRole('region', { name: 'On this device' });
    await section.getByRole('button', { name: 'Turn on notifications' }).click();
    await section.getByText('Your browser blocks notifications from this page.').waitFor();

    const failing = await visit({}, async (first) => {
      await first.context().grantPermissions(['notifications'], { origin: service.url });
      await first.addInitScript(() => {
        PushManager.prototype.subscribe = () => Promise.reject(new Error('No push service'));
      });
    });
    const other = failing.getByRole('region', { name: 'On this device' });
    await other.getByRole('button', { name: 'Turn on notifications' }).click();
    await other.getByText('That did not work.').waitFor();
  });

  it('are not offered where they cannot work', async () => {
    const plain = await visit({ javaScriptEnabled: false });
    expect(await plain.getByRole('button').allTextContents()).toEqual(['Save']);
    const without = await visit({}, (first) =>
      first.addInitScript(() => {
        Reflect.deleteProperty(window, 'PushManager');
      }),
    );
    await without.waitForLoadState('load');
    expect(await without.getByRole('region', { name: 'On this device' }).count()).toBe(0);
    expect(await without.getByRole('button').allTextContents()).toEqual(['Save']);
    // By plain http from elsewhere, whatever the service thinks of its address: browsers give no service worker there.
    const plainUrl = 'http://talk.example';
    const insecure = await visit({}, (first) =>
      first.route(`${plainUrl}/**`, async (route) =>
        route.fulfill({ response: await route.fetch({ url: route.request().url().replace(plainUrl, service.url) }) }),
      ),
    );
    await insecure.locator('#device:not([hidden])').waitFor();
    await insecure.goto(plainUrl + path);
    expect(await insecure.evaluate(() => isSecureContext)).toBe(false);
    expect(await insecure.getByRole('region', { name: 'On this device' }).count()).toBe(0);
    expect(await insecure.getByRole('button').allTextContents()).toEqual(['Save']);
  });
});
