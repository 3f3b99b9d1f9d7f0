import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Comment, NewPushSubscription } from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { describeInWholeBrowser, openOwnBrowser, type TestBrowser } from '@afterword/testing/browser';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { PushService } from '@afterword/testing/push-service';
import type { CDPSession, Page } from 'playwright-core';
import { pushWorker } from '../../apps/engagement/src/notification-mail/push-worker';

/** What a notification of the worker says, as the browser has it. */
interface Shown {
  title: string;
  body: string;
  tag: string;
  lang: string;
  dir: string;
}

/** What of a service worker's own scope is used here. */
interface WorkerScope {
  WindowClient: { prototype: { focus: (this: { url: string }) => Promise<unknown> } };
  Clients: { prototype: { openWindow: (url: string) => Promise<unknown> } };
  PushManager: { prototype: { subscribe: (options: object) => Promise<unknown> } };
  registration: { getNotifications: (filter: { tag: string }) => Promise<Notification[]> };
  NotificationEvent: new (type: string, of: object) => Event & { waitUntil: (work: Promise<unknown>) => void };
  dispatchEvent: (event: Event) => boolean;
}

/**
 * The worker in a browser that pushes to it: what a push service would deliver, the browser's own tools do (DevTools, `deliverPushMessage`).
 * All else is the browser's: permission, the worker and its notifications.
 */
describeInWholeBrowser('the service worker for pushes', () => {
  const server = createServer((request, response) => {
    const isWorker = request.url === '/push/worker.js';
    response.writeHead(200, { 'content-type': isWorker ? 'text/javascript' : 'text/html' });
    response.end(isWorker ? pushWorker(service.url) : '<!doctype html><title>A page</title>');
  });
  const push = new PushService();
  let service: RunningEngagement;
  let origin: string;
  let browser: TestBrowser;
  let page: Page;
  let tools: CDPSession;
  let registrationId: string;

  beforeAll(async () => {
    await push.start();
    service = await startEngagement({ webhookAllowPrivate: '127.0.0.1' });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await openOwnBrowser([]);
    await browser.context.grantPermissions(['notifications'], { origin });
    page = await browser.context.newPage();
    await page.goto(`${origin}/page`);
    tools = await browser.context.newCDPSession(page);
    // As the browser itself sees it, which is later than the page does.
    const activated = new Promise<string>((resolve) => {
      tools.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
        const found = versions.find(({ status }) => status === 'activated');
        if (found) resolve(found.registrationId);
      });
    });
    await tools.send('ServiceWorker.enable');
    await page.evaluate(() => navigator.serviceWorker.register('/push/worker.js', { scope: '/push/' }));
    registrationId = await activated;
  });
  afterAll(async () => {
    await browser.close();
    server.close();
    await service.stop();
    push.stop();
  });

  const deliver = (data: string) => tools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
  const shown = () =>
    page.evaluate(async (): Promise<Shown[]> => {
      const registration = await navigator.serviceWorker.getRegistration('/push/');
      const all = (await registration?.getNotifications()) ?? [];
      return all.map(({ title, body, tag, lang, dir }) => ({ title, body, tag, lang, dir }));
    });
  const news = (change: object = {}) =>
    JSON.stringify({
      ...{ id: 'one', title: 'The Margin', body: 'Grace replied to you', url: `${origin}/page#comment-1` },
      ...{ language: 'en', direction: 'ltr', ...change },
    });

  /** This Chromium forgets one that it is asked about before it has drawn it: then it is pushed again, which shows the same. */
  const pushed = (content: string, isThere: (all: Shown[]) => boolean) =>
    poll(async () => {
      await deliver(content);
      return shown();
    }, isThere);

  it('shows what is pushed, in its language and direction, and the same once', async () => {
    await pushed(news(), (all) => all.length === 1);
    await pushed(news({ body: 'Grace replied to you, again' }), ([first]) => first?.body.endsWith('again') === true);
    const arabic = { id: 'two', title: 'الهامش', body: 'ردّ عليك', language: 'ar', direction: 'rtl' };
    const all = await pushed(news(arabic), ({ length }) => length === 2);
    expect(all.sort((one, other) => one.tag.localeCompare(other.tag))).toEqual([
      { title: 'The Margin', body: 'Grace replied to you, again', tag: 'one', lang: 'en', dir: 'auto' },
      { title: 'الهامش', body: 'ردّ عليك', tag: 'two', lang: 'ar', dir: 'rtl' },
    ]);
    // Nothing that can be read: browsers ask that every push shows something.
    await pushed('no JSON', (now) => now.some(({ title, body }) => title === 'Afterword' && body === ''));
  });

  /** A press on a notification; null where it is not there. What only a press of a person allows, to focus and to open windows, is noted instead. */
  const press = async (tag: string) => {
    const [worker] = browser.context.serviceWorkers();
    if (!worker) throw new Error('There is no service worker');
    return worker.evaluate(async (wanted) => {
      const scope = globalThis as unknown as WorkerScope;
      const [notification] = await scope.registration.getNotifications({ tag: wanted });
      if (!notification) return null;
      const did: string[] = [];
      const { focus } = scope.WindowClient.prototype;
      const { openWindow } = scope.Clients.prototype;
      scope.WindowClient.prototype.focus = function (this: { url: string }) {
        did.push(`focuses ${this.url}`);
        return Promise.resolve();
      };
      scope.Clients.prototype.openWindow = (url) => Promise.resolve(did.push(`opens ${url}`));
      const event = new scope.NotificationEvent('notificationclick', { notification });
      const waits: Promise<unknown>[] = [];
      event.waitUntil = (work) => waits.push(work);
      scope.dispatchEvent(event);
      await Promise.all(waits);
      Object.assign(scope.WindowClient.prototype, { focus });
      Object.assign(scope.Clients.prototype, { openWindow });
      return did;
    }, tag);
  };

  it('leads to a window that shows the comment, or opens one, and takes the notification away', async () => {
    const url = `${origin}/page#comment-3`;
    const pressed = (id: string) =>
      poll(
        async () => {
          await deliver(news({ id, url }));
          return press(id);
        },
        (did) => did !== null,
      );
    expect(await pressed('three')).toEqual([`opens ${url}`]);
    await poll(shown, (all) => !all.some(({ tag }) => tag === 'three'));
    const other = await browser.context.newPage();
    await other.goto(url);
    expect(await pressed('four')).toEqual([`focuses ${url}`]);
    await other.close();
  });

  it('keeps its reader told where the browser ends the subscription, from the origin of a site', async () => {
    const { api } = service;
    const site = await api.site(ADMIN_TOKEN);
    const [ada, grace] = [await api.guest(site.id, 'Ada'), await api.guest(site.id, 'Grace')];
    const post = async (token: string, body: object) =>
      expectStatus(201, await api.call<Comment>('POST', `${pagePath(site.id, 'talk')}/comments`, { token, body }));
    const [former, next] = [push.subscribe(), push.subscribe()];
    expectStatus(200, await api.call('POST', '/v1/me/push-subscriptions', { token: ada, body: former }));
    const [worker] = browser.context.serviceWorkers();
    // What the browser does by itself, and a push service that this one does not have. All else is the worker's.
    const asked = await worker!.evaluate(
      async ([before, after]: [NewPushSubscription, NewPushSubscription]) => {
        const scope = globalThis as unknown as WorkerScope;
        const options: object[] = [];
        scope.PushManager.prototype.subscribe = (wanted) => {
          options.push(wanted);
          return Promise.resolve({ toJSON: () => after });
        };
        const waits: Promise<unknown>[] = [];
        const event = Object.assign(new Event('pushsubscriptionchange'), {
          oldSubscription: { options: { applicationServerKey: 'the same' }, toJSON: () => before },
          newSubscription: null,
          waitUntil: (work: Promise<unknown>) => waits.push(work),
        });
        scope.dispatchEvent(event);
        await Promise.all(waits);
        return options;
      },
      [former, next] as [NewPushSubscription, NewPushSubscription],
    );
    expect(asked).toEqual([{ userVisibleOnly: true, applicationServerKey: 'the same' }]);
    const question = await post(ada, { body: 'Why?' });
    await post(grace, { body: 'Because', parentId: question.id });
    const [told] = await push.waitFor(next, 1);
    expect(told!.content.body).toContain('Because');
    expect(push.tries(former)).toBe(0);
  });
});
