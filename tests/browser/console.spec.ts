import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Comment,
  type CommentList,
  type FailedJobList,
  type QueueList,
  type ModerationNumbers,
  type NotificationList,
  type Site,
  verdictCodes,
  WIDGET_LANGUAGES,
} from '@afterword/contracts';
import { QUEUE_POLICIES, QueueProducer } from '@afterword/platform';
import { axeFindings } from '@afterword/testing/accessibility';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { ModeratedSite } from '@afterword/testing/moderated-site';
import { takePicture } from '@afterword/testing/pictures';
import { poll } from '@afterword/testing/poll';
import type { Page } from 'playwright-core';
import { DataSource } from 'typeorm';
import { freePort } from '../../apps/cli/src/ports';
import { WebhookSender } from '../../apps/engagement/src/webhooks/webhook-sender';

const SIZES = { 1280: { width: 1280, height: 900 }, 390: { width: 390, height: 844 } } as const;

/** Colours are the same at every width: the queue is looked at in all four, other views in two that differ in both. */
const LOOKS = [
  [1280, 'light'],
  [1280, 'dark'],
  [390, 'light'],
  [390, 'dark'],
] as const;

/** Every rule of axe, thirty times. Milliseconds. */
const LOOKS_MS = 300_000;

/** What `npm run screenshots` keeps of a view: all four would be too many bytes. The others are for a look. */
const KEPT = new Set(['light-1280', 'dark-390']);

/** A month of a small paper, for the picture of the numbers. */
function sampleNumbers(): ModerationNumbers {
  const days = Array.from({ length: 30 }, (_, index) => {
    const comments = 22 + ((index * 7) % 13) + (index % 7 < 2 ? 14 : 0);
    const held = 4 + ((index * 5) % 6) + (index === 19 ? 14 : 0);
    const [rejected, spam, removed] = [(index * 3) % 4, (index * 5) % 3, index % 2];
    return {
      ...{ date: new Date(Date.UTC(2026, 10, 1 + index)).toISOString().slice(0, 10), comments, held },
      ...{ approved: held - rejected, rejected, spam, removed, reports: (index * 11) % 5 },
      ...{ medianSeconds: 240 + ((index * 97) % 500), p90Seconds: 1_500 + ((index * 331) % 2_400) },
    };
  });
  const sum = (name: 'comments' | 'held' | 'approved' | 'rejected' | 'spam' | 'removed' | 'reports') =>
    days.reduce((total, day) => total + day[name], 0);
  const total = {
    ...{ comments: sum('comments'), held: sum('held'), approved: sum('approved'), rejected: sum('rejected') },
    ...{ spam: sum('spam'), removed: sum('removed'), reports: sum('reports') },
    ...{ medianSeconds: 420, p90Seconds: 2_400 },
  };
  return { days, total, isComplete: true };
}

describeInBrowser('the console', () => {
  let service: RunningEngagement;
  let browser: TestBrowser;
  let desk: ModeratedSite;
  let origin: string;

  beforeAll(async () => {
    // Passkeys belong to a host that has a name.
    const port = await freePort();
    origin = `http://localhost:${port}`;
    [service, browser] = await Promise.all([
      startEngagement({ port, engagementUrl: origin }),
      openBrowser({ viewport: SIZES[1280] }),
    ]);
  });
  afterAll(() => Promise.all([service.stop(), browser.close()]));
  beforeEach(async () => {
    desk = new ModeratedSite(service);
    await desk.start();
  });
  afterEach(async () => {
    // Each test signs in by itself, and finds nothing that another one has left.
    for (const page of browser.context.pages().slice(1)) await page.close();
    await browser.context.clearCookies();
  });

  const address = (view: string) => `${origin}/console#/${desk.site.id}/${view}`;
  const open = async (view = 'pending', token = ADMIN_TOKEN): Promise<Page> => {
    const page = await browser.context.newPage();
    await page.goto(address(view));
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.locator('.shell').waitFor();
    return page;
  };
  const current = (page: Page) => page.locator('article[aria-current=true]');
  const pendingCount = (page: Page) => page.getByRole('link', { name: /^Pending/ }).locator('.count');
  const waiting = async () => (await desk.queue()).counts.pending;
  const isDrained = (page: Page) =>
    poll(
      () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes(':outbox:')).length),
      (left) => left === 0,
    );

  /** @returns the address of the invitation */
  async function invite(email: string, name: string, role: 'admin' | 'moderator'): Promise<URL> {
    const body = { email, name, roles: [{ site: desk.site.id, role }] };
    const options = { token: ADMIN_TOKEN, body };
    const invited = await service.api.call<{ invitation: { url: string } }>('POST', '/v1/admin/staff', options);
    return new URL(expectStatus(201, invited).invitation.url);
  }

  /** @returns the token of a member of staff */
  async function staff(email: string, name: string, role: 'admin' | 'moderator'): Promise<string> {
    const { hash } = await invite(email, name, role);
    const body = { token: hash.replace('#invitation=', '') };
    return expectStatus(
      201,
      await service.api.call<{ token: string }>('POST', '/v1/staff/invitations/accept', { body }),
    ).token;
  }

  it('shows on a phone which queue is open, at the end of the row too', async () => {
    const page = await open('all');
    await page.setViewportSize(SIZES[390]);
    const link = page.getByRole('link', { name: 'All comments' });
    const isWhole = () =>
      link.evaluate((element) => {
        const { left, right } = element.getBoundingClientRect();
        return left >= 0 && right <= innerWidth;
      });
    await page.reload();
    await page.locator('.shell').waitFor();
    expect(await link.getAttribute('aria-current')).toBe('page');
    await poll(isWhole, (whole) => whole);
    await page.getByRole('link', { name: /^Pending/ }).click();
    await poll(isWhole, (whole) => !whole);
  });

  it('lets a moderator clear a hundred held comments by keyboard, and every count is true afterwards', async () => {
    await desk.set({ mode: 'pre' });
    await desk.fill(100);
    const page = await open();
    await current(page).waitFor();
    expect(await pendingCount(page).textContent()).toBe('100');
    const start = performance.now();
    for (let index = 0; index < 100; index += 1)
      await page.keyboard.press(index % 10 === 9 ? 's' : index % 5 === 4 ? 'r' : 'a');
    await page.getByRole('heading', { name: 'All caught up' }).waitFor();
    console.log(`100 comments by keyboard: ${Math.round(performance.now() - start)} ms`);
    await isDrained(page);
    expect((await desk.queue()).counts).toEqual({ pending: 0, reported: 0, spam: 10 });
    await poll(
      () => page.getByRole('link', { name: /^Spam/ }).locator('.count').textContent(),
      (text) => text === '10',
    );
    expect(await pendingCount(page).count()).toBe(0);
    const counted = await service.api.call<{ counters: Record<string, { comments: number }> }>(
      'GET',
      `/v1/counters?site=${desk.site.id}&page=night-library`,
    );
    expect(expectStatus(200, counted).counters['night-library']!.comments).toBe(80);

    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('u');
    await current(page).getByText('Comment 100 of 100').waitFor();
    await isDrained(page);
    expect(await waiting()).toBe(1);
    // The focus is where the person looks, and a region says what happened.
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-current'))).toBe('true');
    await page.getByRole('status').getByText('Undone.').waitFor({ state: 'attached' });
  });

  it('loses no decision when the service fails or does not answer, nor with a reload', async () => {
    await desk.set({ mode: 'pre' });
    await desk.fill(3);
    const keys: (string | undefined)[] = [];
    let fails: 'answers' | 'aborts' | 'not' = 'answers';
    // Before the page is there: where Chromium begins to hold up requests while a page sends some, one may slip through.
    await browser.context.route('**/moderation/decisions', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (fails === 'answers')
        await route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{}' });
      else if (fails === 'aborts') await route.abort();
      else await route.continue();
    });
    const page = await open();
    await current(page).waitFor();
    await page.keyboard.press('a');
    await page.getByRole('alert').getByText('1 decision not sent').waitFor();
    fails = 'aborts';
    await page.keyboard.press('r');
    await page.getByRole('alert').getByText('2 decisions not sent').waitFor();
    expect(await waiting()).toBe(3);
    await page.reload();
    await page.getByRole('alert').getByText('2 decisions not sent').waitFor();
    // What is decided is not asked for again, though the service has not heard of it.
    await current(page).getByText('Comment 3 of 3').waitFor();
    expect(await page.getByRole('article').count()).toBe(1);
    expect(await axeFindings(page)).toEqual([]);
    fails = 'not';
    await page.getByRole('button', { name: 'Send now' }).click();
    await isDrained(page);
    expect(await waiting()).toBe(1);
    // However often each was sent, it had one key.
    expect(new Set(keys).size).toBe(2);
    await poll(
      () => pendingCount(page).textContent(),
      (text) => text === '1',
    );
    await browser.context.unrouteAll({ behavior: 'ignoreErrors' });
  });

  it('looks at the first comment, whatever it is told of while the list is being read', async () => {
    await desk.set({ mode: 'pre' });
    await desk.fill(2);
    const { context } = browser;
    let give: () => void = () => undefined;
    const given = new Promise<void>((resolve) => (give = resolve));
    await context.route('**/moderation/comments?*', async (route) => {
      await given;
      await route.continue();
    });
    try {
      const isStream = (response: { url(): string }) => response.url().endsWith('/moderation/events');
      const [page] = await Promise.all([open(), context.waitForEvent('response', isStream)]);
      const [told] = await Promise.all([
        page.waitForResponse(/\/moderation\/comments\/[\da-f-]+$/),
        desk.post('Comment that comes meanwhile'),
      ]);
      await told.finished();
      give();
      await current(page).getByText('Comment 1 of 2').waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await current(page).getByText('Comment that comes meanwhile').waitFor();
      expect(await page.getByRole('article').count()).toBe(3);
    } finally {
      await context.unrouteAll({ behavior: 'ignoreErrors' });
    }
  });

  it('shows what came after the list was read and before the site was watched, also where the list arrives last', async () => {
    await desk.set({ mode: 'pre' });
    await desk.fill(1);
    const { context } = browser;
    const gate = () => {
      let open: () => void = () => undefined;
      const opened = new Promise<void>((resolve) => (open = resolve));
      return { open, opened };
    };
    const [read, posted, watched] = [gate(), gate(), gate()];
    await context.route('**/moderation/events', async (route) => {
      await posted.opened;
      await route.continue();
    });
    await context.route(
      '**/moderation/comments?*',
      async (route) => {
        const response = await route.fetch();
        read.open();
        await watched.opened;
        await route.fulfill({ response });
      },
      { times: 1 },
    );
    try {
      const opened = open();
      await read.opened;
      await desk.post('Comment in between');
      const isStream = (response: { url(): string }) => response.url().endsWith('/moderation/events');
      const stream = context.waitForEvent('response', isStream);
      posted.open();
      await stream;
      watched.open();
      const page = await opened;
      await current(page).getByText('Comment 1 of 1').waitFor();
      await page.getByText('Comment in between').waitFor();
    } finally {
      await context.unrouteAll({ behavior: 'ignoreErrors' });
    }
  });

  it('does not ask again for what was decided while the list was being read', async () => {
    await desk.set({ mode: 'pre' });
    await desk.fill(2);
    const { context } = browser;
    const gate = () => {
      let open: () => void = () => undefined;
      const opened = new Promise<void>((resolve) => (open = resolve));
      return { open, opened };
    };
    const [shown, read, decided] = [gate(), gate(), gate()];
    // The stream opens when the list is there, so the list is read again; that answer is of a moment before the decision.
    await context.route('**/moderation/events', async (route) => {
      await shown.opened;
      await route.continue();
    });
    let lists = 0;
    await context.route('**/moderation/comments?*', async (route) => {
      lists += 1;
      if (lists !== 2) return route.continue();
      const response = await route.fetch();
      read.open();
      await decided.opened;
      await route.fulfill({ response });
    });
    try {
      const page = await open();
      await current(page).getByText('Comment 1 of 2').waitFor();
      shown.open();
      await read.opened;
      await page.keyboard.press('a');
      await isDrained(page);
      decided.open();
      await current(page).getByText('Comment 2 of 2').waitFor();
      await page.keyboard.press('a');
      await page.getByRole('heading', { name: 'All caught up' }).waitFor();
    } finally {
      await context.unrouteAll({ behavior: 'ignoreErrors' });
    }
  });

  it('shows two moderators what the other decides, and decides nothing that has changed', async () => {
    await desk.set({ mode: 'pre' });
    const token = await service.api.guest(desk.site.id, 'Ada');
    const first = await desk.postAs(token, 'The first');
    await desk.postAs(token, 'The second');
    const [one, other] = [await open(), await open()];
    await current(other).getByText('The first').waitFor();
    await current(one).getByText('The first').waitFor();
    await one.keyboard.press('s');
    await other.getByText('Someone else just changed this: now Spam.').waitFor();
    await poll(
      () => pendingCount(other).textContent(),
      (text) => text === '1',
    );
    await other.keyboard.press('j');
    await current(other).getByText('The second').waitFor();
    expect(await other.getByText('The first').count()).toBe(0);
    const { id } = await desk.postAs(token, 'The third');
    for (const page of [one, other]) await page.locator(`#c-${id}`).waitFor();

    // A text that changed while nobody told: the guard refuses, and the comment comes back as it is.
    await other.route('**/moderation/decisions', async (route) => {
      const edit = { token, body: { body: 'The third, edited' } };
      expectStatus(200, await service.api.call<Comment>('PATCH', `/v1/comments/${id}`, edit));
      await route.continue();
    });
    await other.keyboard.press('j');
    await current(other).getByText('The third').waitFor();
    await other.keyboard.press('a');
    await other.getByText('The third, edited').waitFor();
    expect(await waiting()).toBe(2);
    expect((await desk.queue('status=spam')).items.map((item) => item.id)).toEqual([first.id]);
  });

  it('keeps what is looked at where it was decided while nothing was heard, and says so', async () => {
    await desk.set({ mode: 'pre' });
    const token = await service.api.guest(desk.site.id, 'Ada');
    const { id } = await desk.postAs(token, 'The first');
    await desk.postAs(token, 'The second');
    const { context } = browser;
    let isAway = true;
    await context.route('**/moderation/events', (route) => (isAway ? route.abort() : route.continue()));
    try {
      const page = await open();
      await current(page).getByText('The first').waitFor();
      const decision = { token: ADMIN_TOKEN, body: { decision: 'spam', comments: [id] } };
      const answer = await service.api.call('POST', `/v1/sites/${desk.site.id}/moderation/decisions`, decision);
      expectStatus(200, answer);
      isAway = false;
      await page.getByText('Someone else just changed this: now Spam.').waitFor();
      expect(await current(page).getByText('The first').count()).toBe(1);
      await page.keyboard.press('j');
      await current(page).getByText('The second').waitFor();
      expect(await page.getByText('The first').count()).toBe(0);
    } finally {
      await context.unrouteAll({ behavior: 'ignoreErrors' });
    }
  });

  it('leaves letters to fields and combinations to the browser, and can be told to listen to no single key', async () => {
    await desk.set({ mode: 'pre' });
    await desk.fill(2);
    // A list is beside the field, whose keys would decide.
    const page = await open('search?q=Comment&status=pending');
    await current(page).waitFor();
    const field = page.getByRole('searchbox');
    await field.fill('');
    await field.pressSequentially('arsux?/j');
    expect(await field.inputValue()).toBe('arsux?/j');
    await page.goto(address('pending'));
    await current(page).getByText('Comment 1 of 2').waitFor();
    for (const keys of ['Control+a', 'Alt+s', 'Meta+r']) {
      // What the browser does with them is its own matter here: only that the console does not.
      await page.evaluate((combination) => {
        const [modifier = '', key = ''] = combination.split('+');
        const flags = { ctrlKey: modifier === 'Control', altKey: modifier === 'Alt', metaKey: modifier === 'Meta' };
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...flags }));
      }, keys);
    }
    await page.keyboard.press('?');
    await page.getByRole('switch', { name: 'Single-key shortcuts' }).uncheck();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.keyboard.press('a');
    await page.getByRole('button', { name: /^Keyboard shortcuts/ }).click();
    await page.getByRole('switch', { name: 'Single-key shortcuts' }).check();
    await page.getByRole('button', { name: 'Close' }).click();
    expect(await waiting()).toBe(2);
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('k');
    await page.keyboard.press('x');
    await page.keyboard.press('a');
    await page.getByText('2 approved.').first().waitFor({ state: 'attached' });
    await isDrained(page);
    expect(await waiting()).toBe(0);
  });

  it('lets an invited moderator in, to the queues and to nothing else', async () => {
    const { hash } = await invite('mo@example.com', 'Mo', 'moderator');
    const page = await browser.context.newPage();
    await page.goto(`${origin}/console${hash}`);
    await page.getByText('This invitation is for mo@example.com:').waitFor();
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('button', { name: 'Add a passkey' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByRole('heading', { name: 'All caught up' }).waitFor();
    expect(await page.getByRole('link', { name: 'Search' }).count()).toBe(1);
    expect(await page.getByRole('link', { name: 'Settings' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.goto(`${origin}/console`);
    await page.goto(`${origin}/console${hash}`);
    await page.getByText('This invitation has been used or has expired.').waitFor();
  });

  it('signs a moderator in with a passkey until it is removed', async () => {
    const invitation = await invite('pia@example.com', 'Pia', 'moderator');
    const page = await browser.context.newPage();
    const device = await browser.context.newCDPSession(page);
    await device.send('WebAuthn.enable');
    const { authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
    const onDevice = async () =>
      (await device.send('WebAuthn.getCredentials', { authenticatorId })).credentials.map(({ rpId }) => rpId);
    const isIn = () => page.getByRole('heading', { name: 'All caught up' }).waitFor();
    await page.goto(`${origin}/console${invitation.hash}`);
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await isIn();
    expect(await onDevice()).toEqual(['localhost']);
    await page.getByRole('button', { name: 'Sign out' }).click();
    const signIn = page.getByRole('button', { name: 'Sign in with a passkey' });
    await signIn.click();
    await isIn();
    await page.getByText('Pia', { exact: true }).first().waitFor();

    await page.getByRole('link', { name: 'Your account' }).click();
    const passkeys = page.locator('ul.rows').first().getByRole('listitem');
    await passkeys.first().waitFor();
    expect(await passkeys.count()).toBe(1);
    await passkeys.getByRole('button', { name: 'Remove' }).click();
    await poll(
      () => passkeys.getByRole('button', { name: 'Remove' }).count(),
      (left) => left === 0,
    );
    await page.getByRole('button', { name: 'Sign out' }).click();
    await signIn.click();
    // The device still has it, and the service does not know it any more.
    await page.getByRole('alert').waitFor();
    expect(await onDevice()).toEqual(['localhost']);
    expect(await page.locator('.shell').count()).toBe(0);
  });

  it('tells who else is looking at a comment, and lets others decide all the same', async () => {
    await desk.set({ mode: 'pre' });
    await desk.fill(2);
    const ada = await open('pending', await staff('ada@example.com', 'Ada', 'moderator'));
    await current(ada).getByText('Comment 1 of 2').waitFor();
    const other = await open();
    const claim = other.getByText('Ada is looking at this.');
    await current(other).locator(claim).waitFor();
    expect(await axeFindings(other)).toEqual([]);
    await ada.keyboard.press('j');
    await other.locator('article').nth(1).locator(claim).waitFor();
    expect(await claim.count()).toBe(1);
    // What is left for a comment of somebody else's is free at once, not when the claim ends.
    const operators = ada.locator('article').first().getByText('Operator is looking at this.');
    await operators.waitFor();
    const isLeft = other.waitForRequest((asked) => asked.method() === 'DELETE' && asked.url().endsWith('/claim'), {
      timeout: 10_000,
    });
    await other.keyboard.press('j');
    await isLeft;
    await operators.waitFor({ state: 'detached' });
    await other.keyboard.press('a');
    await ada.getByText('Someone else just changed this: now Published.').waitFor();
    await isDrained(other);
    expect(await waiting()).toBe(1);
    // Who closes the console looks at nothing any more.
    await ada.goto('about:blank');
    await other.keyboard.press('k');
    expect(await ada.title()).toBe('');
  });

  it('leaves the claim to the window that a moderator looks at', async () => {
    await desk.set({ mode: 'pre' });
    await desk.fill(3);
    const token = await staff('ada.two.windows@example.com', 'Ada', 'moderator');
    const left = await open('pending', token);
    const claims: string[] = [];
    left.on('request', (asked) => {
      if (asked.method() === 'PUT' && asked.url().endsWith('/claim')) claims.push(asked.url());
    });
    const reader = await open();
    const claim = (index: number) =>
      reader.locator('article').nth(index).getByText('Ada is looking at this.').waitFor();
    await claim(0);
    expect(claims).toHaveLength(1);
    await left.clock.install();
    const looked = await open('pending', token);
    await current(looked).waitFor();
    await looked.keyboard.press('j');
    await claim(1);
    // Who is told of the decision has been told of the claims before.
    await looked.keyboard.press('j');
    await looked.keyboard.press('a');
    await poll(
      () => pendingCount(left).textContent(),
      (count) => count === '2',
    );
    // Less than after which a claim is kept.
    await left.clock.fastForward(5_000);
    await left.evaluate(() => undefined);
    expect(claims).toHaveLength(1);
  });

  it('shows what an edit has changed, in words too, and what readers complain of most first', async () => {
    const token = await service.api.guest(desk.site.id, 'Ada');
    await desk.set({ heldWords: ['casino'], reportsToHold: null });
    const { id } = await desk.postAs(token, 'Come to the library at night');
    const body = { body: 'Come to the **casino** at night, all of you' };
    expectStatus(200, await service.api.call('PATCH', `/v1/comments/${id}`, { token, body }));
    const page = await open();
    const difference = current(page).locator('.difference');
    await difference.waitFor();
    const spoken = (await difference.textContent())?.replace(/\s+/g, ' ');
    expect(spoken).toBe('Come to the [removed: library ][added: **casino** ] at night[added: , all of you ]');
    expect(await difference.locator('del').textContent()).toContain('library');
    await page.keyboard.press('h');
    await page.getByRole('dialog').getByText('Edited by the author').waitFor();
    await page.keyboard.press('Escape');

    // Neither the oldest nor the newest.
    const first = await desk.post('The first');
    const many = await desk.post('Many complain');
    const last = await desk.post('The last');
    const complain = async (comment: string) => {
      const options = { token: await service.api.guest(desk.site.id), body: { reason: 'hate' } };
      expectStatus(201, await service.api.call('POST', `/v1/comments/${comment}/reports`, options));
    };
    for (const { id } of [first, last]) await complain(id);
    for (let count = 0; count < 2; count += 1) await complain(many.id);
    await page.goto(address('reported'));
    await current(page).getByText('Many complain').waitFor();
    await page.getByLabel('Order').selectOption('Oldest first');
    await current(page).getByText('The first').waitFor();
  });

  it('says what became of what a reader was told, on each way to them', async () => {
    const { api } = service;
    const [author, other] = [await api.guest(desk.site.id, 'Ada'), await api.guest(desk.site.id, 'Grace')];
    const say = async (token: string, body: string, parentId?: string) =>
      expectStatus(
        201,
        await api.call<Comment>('POST', `${pagePath(desk.site.id, 'bridge-vote')}/comments`, {
          ...{ token, body: { body, parentId } },
        }),
      );
    // Notifications begin with the first reader who looks.
    const inbox = () => api.call<NotificationList>('GET', '/v1/me/notifications', { token: author });
    await inbox();
    const question = await say(author, 'Has anybody asked the fishermen?');
    await say(other, 'Twice.', question.id);
    await poll(inbox, ({ body }) => body.items.length === 1);
    const page = await open(`readers/${question.author!.id}`, await staff('told@example.com', 'Mo', 'moderator'));
    await page.getByText('What they were told').click();
    const row = page.getByRole('listitem').filter({ hasText: 'A reply' });
    await row.getByText('What the bridge vote was about').waitFor();
    await row.getByText('Inbox: not read · Mail: no mail here · Devices: none turned on').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await takePicture(page, 'console-told-light-1280', false, { fullPage: false });
  });

  it('lets an admin set a page and the site, and asks before what cannot be undone', async () => {
    await desk.post('Here', { page: 'bridge-vote' });
    const page = await open('pages/night-library', await staff('root@example.com', 'Root', 'admin'));
    const admin = (key: string) =>
      service.api.call<{ title: string; mode: string | null; counters: { comments: number } }>(
        'GET',
        `/v1/admin/sites/${desk.site.id}/pages/${key}`,
        { token: ADMIN_TOKEN },
      );
    await page.getByText('Settings of this page').click();
    await page.getByLabel('Title').fill('The night library');
    await page.getByLabel('When comments are published').selectOption('After approval, always');
    await page.getByLabel(/^Address/).fill('https://elsewhere.example/');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel(/^Address/).fill('https://margin.example/library');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'The night library', exact: true }).waitFor();
    expect(expectStatus(200, await admin('night-library'))).toMatchObject({ title: 'The night library', mode: 'pre' });
    expect(await axeFindings(page)).toEqual([]);
    await page.getByLabel('Merge another page into this one').fill('bridge-vote');
    await page.getByRole('button', { name: 'Merge' }).click();
    await page.getByRole('dialog').getByText('Everything on “bridge-vote” moves to this page.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Merge' }).click();
    await poll(
      async () => expectStatus(200, await admin('night-library')).counters.comments,
      (count) => count === 1,
    );

    await page.goto(address('numbers'));
    await page.getByText('As a table').first().click();
    expect(await page.locator('table').first().locator('tbody tr').last().locator('td').first().textContent()).toBe(
      '1',
    );

    await page.goto(address('settings'));
    await page.getByLabel('Readers’ pictures').selectOption('Initials only');
    await page.getByLabel('Longest comment, in characters').fill('0');
    const site = page.locator('form', { hasText: 'Longest comment' });
    await site.getByRole('button', { name: 'Save' }).click();
    await site.locator('small.failure').waitFor();
    await page.getByLabel('Longest comment, in characters').fill('500');
    await site.getByRole('button', { name: 'Save' }).click();
    await site.getByText('Saved.').waitFor();
    const check = page.locator('form', { hasText: 'A check of your own' });
    await check.getByLabel('Address').fill('https://classifier.example/check');
    await check.getByLabel('New secret').fill(`whsec_${Buffer.alloc(32, 7).toString('base64')}`);
    await check.getByRole('button', { name: 'Save' }).click();
    await check.getByText('Saved.').waitFor();
    await check.getByLabel('Milliseconds to wait for an answer').fill('900');
    await check.getByRole('button', { name: 'Save' }).click();
    const settings = async () => (await desk.call<{ external: object | null }>('GET', 'settings')).body.external;
    await poll(settings, (external) => JSON.stringify(external).includes('900'));
    expect(await settings()).toEqual({ url: 'https://classifier.example/check', timeoutMs: 900, fails: 'open' });
    await page.getByRole('button', { name: 'Switch off: A check of your own' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Switch off: A check of your own' }).click();
    await poll(settings, (external) => external === null);
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Comments as CSV' }).click(),
    ]);
    expect(saved.suggestedFilename()).toBe(`${desk.site.id}-csv.zip`);
  });

  it('lets an admin set how reactions and points look, and take a part of it back', async () => {
    const page = await open('settings');
    const form = page.locator('form', { hasText: 'Emoji of points' });
    const save = async () => {
      await form.getByRole('button', { name: 'Save' }).click();
      await form.locator('.good').waitFor();
    };
    const look = async () =>
      expectStatus(200, await service.api.call<Site>('GET', `/v1/admin/sites/${desk.site.id}`, { token: ADMIN_TOKEN }))
        .look;
    await form.getByLabel('Emoji of points').fill('coin');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.locator('small.failure').waitFor();
    // What is wrong is said once, at the field.
    expect(await form.getByRole('alert').innerText()).toBe('Not saved. Check the fields that are marked.');
    await form.getByLabel('Emoji of points').fill('🌟');
    await form.getByLabel('Amounts to choose from').fill('5\n20');
    await form.getByLabel('Show which members reacted').check();
    // Only those are offered that the widget speaks and that have no words yet.
    const language = page.getByRole('combobox', { name: 'Language', exact: true });
    expect(await language.locator('option').allInnerTexts()).toHaveLength(WIDGET_LANGUAGES.length);
    await language.selectOption('German');
    await page.getByRole('button', { name: 'Add words' }).click();
    await form.getByRole('heading', { name: 'Words in German' }).waitFor();
    expect(await language.locator('option', { hasText: 'German' }).count()).toBe(0);
    await form.getByLabel('Points, plural form “other”').fill('{count} Sterne');
    expect(await axeFindings(page)).toEqual([]);
    await save();
    const rest = { coin: '🌟', amounts: [5, 20] };
    expect(await look()).toEqual({ ...rest, reactors: true, texts: { de: { points: { other: '{count} Sterne' } } } });
    await form.getByLabel('Emoji of “like”').fill('👍');
    await form.getByLabel('Points, plural form “other”').fill('');
    await form.getByLabel('Show which members reacted').uncheck();
    await save();
    expect(await look()).toEqual({ ...rest, icons: { like: '👍' } });
    await page.close();
  });

  it('sets up a webhook, shows its secret once and what became of each delivery, and sends again', async () => {
    const receiver = createServer((_request, response) => response.writeHead(503, { 'x-why': 'asleep' }).end('Zzz'));
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const sender = service.app.get(WebhookSender);
    sender.network = { ...sender.network, isAllowed: (address) => address === '127.0.0.1' };
    try {
      const host = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
      const page = await open('webhooks');
      await page.getByText('No webhooks yet.').waitFor();
      await page.getByLabel('Address').fill('ftp://127.0.0.1');
      await page.getByRole('button', { name: 'Add' }).click();
      await page.getByRole('alert').waitFor();
      await page.getByLabel('Address').fill(`http://${host}/hook?token=hidden`);
      await page.getByLabel('comment.created').check();
      await page.getByRole('button', { name: 'Add' }).click();
      expect(await page.getByLabel('Secret', { exact: true }).inputValue()).toMatch(/^whsec_/);
      const row = page.locator('.webhooks > li').filter({ hasText: host });
      await row.getByRole('button', { name: 'Send a test' }).click();
      await row.getByText('Failed: Answered 503').waitFor();
      receiver
        .removeAllListeners('request')
        .on('request', (_request, response: ServerResponse) => response.end('Thanks'));
      await desk.post('Hello');
      await row.getByText('Deliveries').click();
      const test = row.locator('.deliveries li').filter({ hasText: 'webhook.test' });
      await test.getByText('webhook.test').click();
      await test.getByText('x-why: asleep').waitFor();
      await test.getByText('"type":"webhook.test"').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await test.getByRole('button', { name: 'Send again' }).click();
      await test.getByText('Thanks').waitFor();
      await page.reload();
      await row.waitFor();
      expect(await page.getByLabel('Secret', { exact: true }).count()).toBe(0);
      expect(await page.locator('main').textContent()).not.toContain('hidden');
      await row.getByRole('button', { name: 'Pause' }).click();
      await row.getByText('Paused. What happens meanwhile is sent later.').waitFor();
      await row.getByRole('button', { name: 'Remove' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
      await page.getByText('No webhooks yet.').waitFor();
    } finally {
      receiver.closeAllConnections();
      receiver.close();
    }
  });

  it('shows the operator what waits in the queues and why a job failed, and nobody else', async () => {
    const id = `broken-${desk.site.id}`;
    const jobs = [{ name: 'article.eaten', data: {}, jobId: id }];
    await service.app.get(QueueProducer).add('articles', { ...QUEUE_POLICIES.articles, attempts: 1 }, jobs);
    // For a moment after "Retry" the job is not among the failed ones: the console meets that moment here, always.
    let isTried = false;
    await browser.context.route('**/v1/admin/queues', async (route) => {
      const response = await route.fetch();
      const body = (await response.json()) as QueueList;
      if (isTried) for (const one of body.items) one.counts.failed = 0;
      await route.fulfill({ response, json: body });
    });
    const page = await open('jobs');
    const queue = page.locator('.webhooks > li').filter({ has: page.getByRole('heading', { name: 'articles' }) });
    await queue.getByText(/failed: \d/).waitFor();
    await queue.getByText('Failed jobs').click();
    const job = queue.locator('.rows > li').filter({ hasText: id });
    await job.getByText('articles has no job article.eaten').waitFor();
    for (const [width, colorScheme] of [LOOKS[0], LOOKS[3]] as const) {
      await page.setViewportSize(SIZES[width]);
      await page.emulateMedia({ colorScheme });
      expect([width, await axeFindings(page)]).toEqual([width, []]);
      const picture = `${colorScheme}-${width}`;
      await takePicture(page, `console-jobs-${picture}`, KEPT.has(picture), { fullPage: false });
    }
    await page.setViewportSize(SIZES[1280]);
    isTried = true;
    const retried = page.waitForResponse((response) => response.url().endsWith('/retry'));
    await job.getByRole('button', { name: 'Retry' }).click();
    expect((await retried).status()).toBe(204);
    // It fails again, and is back.
    await poll(
      () => service.api.call<FailedJobList>('GET', '/v1/admin/queues/articles/failed', { token: ADMIN_TOKEN }),
      ({ body }) => body.items.some((one) => one.id === id),
    );
    await queue.getByText('failed: 0').waitFor();
    isTried = false;
    await queue.getByText(/failed: [1-9]/).waitFor();
    await job.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await job.waitFor({ state: 'detached' });

    await page.close();
    await browser.context.unroute('**/v1/admin/queues');
    const theirs = await open('jobs', await staff(`${desk.site.id}@paper.example`, 'Eve', 'admin'));
    await theirs.getByText('Your role doesn’t include this.').waitFor();
    expect(await theirs.getByRole('link', { name: 'Staff' }).count()).toBe(1);
    expect(await theirs.getByRole('link', { name: 'Jobs' }).count()).toBe(0);
  });

  it('imports the comments of another system, and takes them back', async () => {
    const page = await open('imports');
    await page.getByText('Nothing has been imported yet.').waitFor();
    const items = [1, 2].map((id) => ({
      id,
      page: '/old/a',
      author: 'Ada',
      body: `Number ${id}`,
      createdAt: '2014-01-01',
    }));
    const lines = (...more: object[]) =>
      Buffer.from([...items, ...more].map((item) => JSON.stringify(item)).join('\n'));
    const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer });
    const choose = async (name: string, buffer: Buffer) => {
      await page.getByLabel('File', { exact: true }).setInputFiles(file(name, buffer));
      await page.getByRole('button', { name: 'Upload and check' }).click();
    };
    await choose('notes.txt', Buffer.from('nothing of the kind'));
    const notes = page.locator('.webhooks > li').filter({ hasText: 'notes.txt' });
    await notes.getByText('The format was not recognized.').waitFor();
    // There is nothing to import.
    expect(await notes.getByRole('button').allInnerTexts()).toEqual(['Check again', 'Remove']);
    await notes.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await notes.waitFor({ state: 'detached' });

    // A line that fails for a moment, and a page that is left in the middle.
    let fails = 1;
    await page.route('**/parts/*', (route) => (fails-- > 0 ? route.abort() : route.continue()));
    await choose('export.jsonl', lines({ ...items[0], id: 3, parent: 9, body: 'An orphan' }));
    const item = page.locator('.webhooks > li').filter({ hasText: 'export.jsonl' }).first();
    await item.getByText('Checked. Nothing is written yet.').waitFor();
    await item.getByText('New: 3').waitFor();
    await item.getByText('Report', { exact: true }).click();
    await item.getByText('The comment that it answers is not in the file.').waitFor();
    await item.getByRole('cell', { name: '/old/a' }).first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await item.locator('summary', { hasText: 'Addresses that have changed' }).click();
    await item.getByLabel('Addresses that have changed').fill('/old/a my-article');
    await item.getByRole('button', { name: 'Check again' }).click();
    await item.getByRole('cell', { name: 'my-article' }).waitFor();
    await takePicture(page, 'console-import-report-light-1280', false);
    await item.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Import', exact: true }).click();
    await item.getByText('Imported.').waitFor();

    const { items: brought } = expectStatus(
      200,
      await service.api.call<CommentList>('GET', `${pagePath(desk.site.id, 'my-article')}/comments`),
    );
    expect(brought).toHaveLength(3);
    const answer = { token: await service.api.guest(desk.site.id), body: { body: 'Mine', parentId: brought[0]!.id } };
    expectStatus(201, await service.api.call('POST', `${pagePath(desk.site.id, 'my-article')}/comments`, answer));
    const run = page.locator('section .webhooks > li').filter({ hasText: 'export.jsonl' });
    await run.getByText('Finished.').waitFor();
    await run.getByRole('button', { name: 'Take back' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Readers have replied to 1 of its comments').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await run.getByText('Taken back.').waitFor();
  });

  it('says in Arabic why each step of moderation objects, and what somebody else said as they said it', async () => {
    await desk.live();
    const { items } = await desk.queue();
    const values = { count: 3, most: 1, minutes: 2, language: 'sv' };
    const verdicts = Object.keys(verdictCodes).map((code, index) => ({
      ...{ step: ['links', 'shape', 'bursts'][index % 3], verdict: 'hold', matches: [], failed: false },
      ...{ code, values, reason: 'English prose.' },
    }));
    const foreign = { step: 'external', verdict: 'hold', reason: 'Zu laut.', matches: [], failed: false };
    await service.app
      .get(DataSource)
      .query('update comment set verdicts = $2 where id = $1', [items[0]!.id, JSON.stringify([...verdicts, foreign])]);
    const page = await browser.context.newPage();
    await page.addInitScript(() => Object.defineProperty(navigator, 'languages', { get: () => ['ar'] }));
    await page.goto(address('pending'));
    await page.getByLabel('الرمز').fill(ADMIN_TOKEN);
    await page.getByRole('button', { name: 'تسجيل الدخول', exact: true }).click();
    const reasons = page.locator('.reasons', { hasText: 'Zu laut.' }).locator('li');
    await reasons.last().waitFor();
    const said = (await reasons.allTextContents()).filter((text) => !text.includes('Zu laut.'));
    expect(said).toHaveLength(verdicts.length);
    expect(said.filter((text) => /[a-z{}]/i.test(text.replaceAll('Akismet', '')))).toEqual([]);
    expect(said.join()).toContain('السويدية');
  });

  it('speaks the language of the browser, from right to left where it is written so, and English where a file does not come', async () => {
    await desk.live();
    const inLanguage = async (language: string, word: string) => {
      const page = await browser.context.newPage();
      await page.addInitScript((tag) => {
        Object.defineProperty(navigator, 'languages', { get: () => [tag] });
      }, language);
      await page.goto(address('pending'));
      await page.getByRole('button', { name: word, exact: true }).waitFor();
      return page;
    };
    const german = await inLanguage('de-CH', 'Anmelden');
    await german.getByLabel('Token').fill(ADMIN_TOKEN);
    await german.getByRole('button', { name: 'Anmelden', exact: true }).click();
    await current(german).getByRole('button', { name: 'Freigeben' }).waitFor();
    expect(await german.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([
      'de',
      'ltr',
    ]);
    await takePicture(german, 'console-german-light-1280', false, { fullPage: false });
    const arabic = await inLanguage('ar', 'تسجيل الدخول');
    expect(await arabic.evaluate(() => document.documentElement.dir)).toBe('rtl');
    await arabic.getByLabel('الرمز').fill(ADMIN_TOKEN);
    await arabic.getByRole('button', { name: 'تسجيل الدخول', exact: true }).click();
    await current(arabic).waitFor();
    for (const width of [1280, 390] as const) {
      await arabic.setViewportSize(SIZES[width]);
      expect(await axeFindings(arabic)).toEqual([]);
      await takePicture(arabic, `console-arabic-light-${width}`, width === 390, { fullPage: false });
    }
    const page = await browser.context.newPage();
    await page.addInitScript(() => Object.defineProperty(navigator, 'languages', { get: () => ['de'] }));
    await page.route('**/de-*.js', (route) => route.abort());
    await page.goto(address('pending'));
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  });

  it(
    'is accessible and fits in every view, light and dark, wide and narrow, and from right to left',
    async () => {
      const comments = await desk.live();
      const page = await open();
      await current(page).waitFor();
      const reader = comments.at(-1)!.author!.id;
      const views: Record<string, () => Promise<unknown>> = {
        pending: () => current(page).waitFor(),
        all: () => current(page).waitFor(),
        'search?q=ferry&status=all': () => current(page).waitFor(),
        readers: () => page.locator('.rows li').first().waitFor(),
        [`readers/${reader}`]: () => current(page).waitFor(),
        'pages/night-library': () => current(page).waitFor(),
        numbers: () => page.getByRole('heading', { name: 'Comments a day' }).waitFor(),
        trial: () => page.getByLabel('Text').waitFor(),
        words: () => page.getByLabel('One per line').first().waitFor(),
        settings: () => page.getByLabel('Longest comment, in characters').waitFor(),
        webhooks: () => page.getByText('No webhooks yet.').waitFor(),
        imports: () => page.getByText('Nothing has been imported yet.').waitFor(),
        staff: () => page.getByText('Nobody but the operator yet.').waitFor(),
        log: () => page.locator('.changes li').filter({ hasText: 'mode post → first' }).waitFor(),
        account: () => page.getByText('Passkeys and sessions belong to invited staff.').waitFor(),
      };
      await page.route('**/moderation/numbers*', (route) => route.fulfill({ json: sampleNumbers() }));
      const overflow = () =>
        page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      const look = async (view: string) => {
        const name = view.startsWith('readers/') ? 'reader' : view.split(/[/?]/)[0]!;
        const isPictured = process.env.SCREENSHOT_FOLDER !== undefined;
        for (const [width, colorScheme] of view === 'pending' || isPictured ? LOOKS : [LOOKS[0], LOOKS[3]]) {
          await page.setViewportSize(SIZES[width]);
          await page.emulateMedia({ colorScheme });
          expect([view, width, await overflow()]).toEqual([view, width, 0]);
          expect([view, width, colorScheme, await axeFindings(page)]).toEqual([view, width, colorScheme, []]);
          const picture = `${colorScheme}-${width}`;
          await takePicture(page, `console-${name}-${picture}`, KEPT.has(picture), { fullPage: false });
        }
        await page.setViewportSize(SIZES[1280]);
      };
      for (const [view, isThere] of Object.entries(views)) {
        await page.goto(address(view));
        await isThere();
        await look(view);
      }
      await page.goto(address('pending'));
      await current(page).waitFor();
      await page.keyboard.press('b');
      await page.getByRole('dialog').waitFor();
      await look('restrict');
      await page.keyboard.press('Escape');
      await page.evaluate(() => (document.documentElement.dir = 'rtl'));
      for (const width of [1280, 390] as const) {
        await page.setViewportSize(SIZES[width]);
        expect(await overflow()).toBe(0);
        const [menu, list] = await Promise.all([
          page.locator('aside').boundingBox(),
          page.locator('main').boundingBox(),
        ]);
        if (width === 1280) expect(menu!.x).toBeGreaterThan(list!.x);
        await takePicture(page, `console-rtl-${width}`, false, { fullPage: false });
      }
    },
    LOOKS_MS,
  );
});
