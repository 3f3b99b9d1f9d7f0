import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Article } from '@afterword/contracts';
import { LinkProducer } from '@afterword/platform';
import { expectStatus } from '@afterword/testing/api';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { ADMIN_TOKEN } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';

const uuid = (number: number) => `01890000-0000-7000-8000-${String(number).padStart(12, '0')}`;

/** As a later version of engagement might send it: with fields that this version does not know. */
const comment = (number: number, fields: object = {}) => ({
  id: uuid(number),
  parentId: null,
  depth: 0,
  author: { id: uuid(900), name: `Reader ${number}`, avatarUrl: null, role: 'guest', badges: ['early'] },
  body: `Words of ${number}`,
  html: `<p>Words of ${number}</p>`,
  status: 'published',
  createdAt: '2026-01-01T00:00:00.000Z',
  editedAt: null,
  pinned: false,
  reactions: { like: 0 },
  rewards: { count: 0, amount: 0, currency: 'POINT' },
  viewer: null,
  replyCount: 0,
  replies: { items: [] as object[], next: null },
  language: 'en',
  ...fields,
});

describe('content, below a newer engagement', () => {
  let service: RunningContent;
  const items = [comment(1), comment(2, { status: 'spam', replies: { items: [comment(3)], next: null } })];
  const engagement = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ items, next: null, total: 2, held: 4 }));
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => {
      engagement.listen(0, '127.0.0.1', resolve);
    });
    const { port } = engagement.address() as AddressInfo;
    service = await startContent({ engagementUrl: `http://127.0.0.1:${port}` });
  });
  afterAll(async () => {
    await service.stop();
    engagement.closeAllConnections();
    await new Promise((resolve) => engagement.close(resolve));
  });

  const operate = (path: string, body?: object) =>
    service.api.call<Article>('POST', `/v1/articles${path}`, { token: ADMIN_TOKEN, ...(body && { body }) });

  it('shows everything of a message that it can show', async () => {
    expectStatus(201, await operate('', { slug: 'ferry', title: 'The ferry', body: 'It carries nine cars.' }));
    expectStatus(200, await operate('/ferry/publish'));
    const message = {
      schemaVersion: 1,
      site: 'demo',
      page: 'ferry',
      counters: {
        version: 2,
        value: { comments: 3, shares: 0, rewards: { count: 0, amount: 0 }, reactions: { like: 41 }, views: 9_000 },
      },
      comments: {
        version: 2,
        items: [
          comment(1, { author: { ...comment(1).author, role: 'moderator' } }),
          comment(2, { status: 'spam', replyCount: 1, replies: { items: [comment(3)], next: null } }),
        ],
        next: null,
        total: 3,
        closed: false,
        locale: 'en',
      },
      polls: { version: 7, items: [{ question: 'Which ferry?' }] },
      announcedAt: new Date().toISOString(),
    };
    // Past the producer, which would send what this version knows.
    const queue = service.app.get(LinkProducer).queue('engagement');
    await queue.add('page.snapshot', message, { jobId: 'from-a-newer-engagement' });

    const page = async () => expectStatus(200, await service.api.call<string>('GET', '/articles/ferry'));
    const html = await poll(page, (text) => text.includes('Words of 1'));
    expect(html).toContain('It carries nine cars.');
    expect(html).toContain('41');
    expect(html).toContain('Reader 1');
    // In the place of the comment of an unknown status is a tombstone, and below it the reply.
    expect(html).toMatch(new RegExp(`class="aw-comment aw-tomb" id="comment-${uuid(2)}".*<p>Words of 3</p>`));
    // Nothing of its text or author is anywhere in the page, the widget's state included.
    expect(html).not.toMatch(/Words of 2|Reader 2|spam|Which ferry/);
    expect(expectStatus(200, await service.api.call<Article>('GET', '/v1/articles/ferry')).engagement).toMatchObject({
      counters: { comments: 3, reactions: { like: 41 } },
      version: 4,
    });
  });

  it('shows the comments of an answer that it can show', async () => {
    expectStatus(201, await operate('', { slug: 'quay', title: 'The quay', body: 'It is long.' }));
    expectStatus(200, await operate('/quay/publish'));
    const html = expectStatus(200, await service.api.call<string>('GET', '/articles/quay/comments?sort=newest'));
    expect(html).toContain('Words of 1');
    expect(html).toMatch(new RegExp(`class="aw-comment aw-tomb" id="comment-${uuid(2)}".*<p>Words of 3</p>`));
    expect(html).not.toMatch(/Words of 2|Reader 2/);
  });
});
