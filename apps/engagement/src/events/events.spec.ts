import { randomUUID } from 'node:crypto';
import type { Comment, Site } from '@afterword/contracts';
import { expectStatus, pagePath } from '../../../../tests/setup/api';
import { testDatabaseUrl } from '../../../../tests/setup/database';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '../../../../tests/setup/engagement';
import { poll } from '../../../../tests/setup/poll';

interface Received {
  id: string;
  name: string;
  data: Record<string, unknown>;
}

/** A client of an event stream, as a browser's `EventSource` reads it. */
async function watch(url: string, headers: Record<string, string> = {}) {
  const controller = new AbortController();
  const response = await fetch(url, { headers, signal: controller.signal });
  const events: Received[] = [];
  const reading = (async () => {
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
        if (field('event') === '') continue;
        const data = JSON.parse(field('data')) as Record<string, unknown>;
        events.push({ id: field('id'), name: field('event'), data });
      }
    }
  })().catch(() => undefined);
  const close = async () => {
    controller.abort();
    await reading;
  };
  return { response, events, close, ended: reading };
}

describe("a page's events", () => {
  let services: RunningEngagement[];
  let site: Site;
  let page: string;

  beforeAll(async () => {
    const databaseUrl = testDatabaseUrl();
    // Two replicas on one database.
    const first = await startEngagement({ databaseUrl });
    services = [first, await startEngagement({ databaseUrl })];
    site = await first.api.site(ADMIN_TOKEN, { origins: ['https://paper.example'] });
  });
  afterAll(() => Promise.all(services.map((service) => service.stop())));
  beforeEach(() => {
    page = randomUUID();
  });

  const path = (rest: string) => `${pagePath(site.id, page)}${rest}`;
  const service = (index: number) => services[index]!;
  const open = (index: number, headers?: Record<string, string>) =>
    watch(service(index).url + path('/events'), headers);
  const like = async () => {
    const { api } = service(0);
    expectStatus(200, await api.call('PUT', path('/reactions/like'), { token: await api.guest(site.id) }));
  };
  const likes = (events: Received[]) =>
    events
      .filter(({ name }) => name === 'counters')
      .map(({ data }) => (data as { counters: { reactions: { like: number } } }).counters.reactions.like);

  it('begin with the present counters, on a page that does not exist too', async () => {
    const stream = await open(0, { origin: 'https://paper.example' });
    expect(stream.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(stream.response.headers.get('access-control-allow-origin')).toBe('https://paper.example');
    await poll(
      () => likes(stream.events),
      (seen) => seen.length > 0,
    );
    expect(likes(stream.events)).toEqual([0]);
    await stream.close();
  });

  it.each([
    ['the process that made the change', 0],
    ['another process', 1],
  ])('reach the watchers of %s', async (_name, index) => {
    const stream = await open(index);
    const { api } = service(0);
    const token = await api.guest(site.id, 'Ada');
    await like();
    await poll(
      () => likes(stream.events),
      (seen) => seen.at(-1) === 1,
    );
    const comment = expectStatus(
      201,
      await api.call<Comment>('POST', path('/comments'), { token, body: { body: 'one' } }),
    );
    expectStatus(200, await api.call('PATCH', `/v1/comments/${comment.id}`, { token, body: { body: 'two' } }));
    await poll(
      () => stream.events,
      (events) => events.some(({ data }) => data.body === 'two'),
    );
    expectStatus(204, await api.call('DELETE', `/v1/comments/${comment.id}`, { token }));
    await poll(
      () => stream.events,
      (events) => events.some(({ name }) => name === 'comment.removed'),
    );
    expect(stream.events.find(({ name }) => name === 'comment.removed')?.data).toEqual({
      id: comment.id,
      parentId: null,
    });
    await stream.close();
  });

  it('are taken up again where they broke off', async () => {
    const { api } = service(0);
    const token = await api.guest(site.id);
    const before = await open(0);
    await like();
    const [last] = (
      await poll(
        () => before.events,
        (events) => likes(events).at(-1) === 1,
      )
    ).slice(-1);
    await before.close();
    const { id } = expectStatus(
      201,
      await api.call<Comment>('POST', path('/comments'), { token, body: { body: 'missed' } }),
    );
    const after = await open(1, { 'last-event-id': last!.id });
    await poll(
      () => after.events,
      (events) => events.length >= 2,
    );
    expect(after.events.map(({ name }) => name)).toEqual(['comment.created', 'counters']);
    expect(after.events[0]?.data).toMatchObject({ id, body: 'missed', viewer: null });
    await after.close();
  });

  it('tell less often than a hot page changes, and all of it in the end', async () => {
    const stream = await open(0);
    await Promise.all(Array.from({ length: 60 }, like));
    await poll(
      () => likes(stream.events),
      (seen) => seen.at(-1) === 60,
    );
    expect(likes(stream.events).length).toBeLessThan(40);
    await stream.close();
  });

  it('end when the service stops, so that it can', async () => {
    const own = await startEngagement({ databaseUrl: service(0).config.databaseUrl });
    const stream = await watch(own.url + path('/events'));
    await own.stop();
    await stream.ended;
  });

  it('refuse an unknown site', async () => {
    expectStatus(404, await service(0).api.call('GET', '/v1/sites/nope/pages/a/events'));
  });
});
