import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Comment, type CommentList, LIMITS, type Site } from '@afterword/contracts';
import { DataSource } from 'typeorm';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { testDatabaseUrl } from '@afterword/testing/database';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { CountersRepository } from '../counters';

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
  const open = (index: number, headers?: Record<string, string>, query = '') =>
    watch(service(index).url + path(`/events${query}`), headers);
  const like = async () => {
    const { api } = service(0);
    expectStatus(200, await api.call('PUT', path('/reactions/like'), { token: await api.guest(site.id) }));
  };
  const likes = (events: Received[]) =>
    events
      .filter(({ name }) => name === 'counters')
      .map(({ data }) => (data as { counters: { reactions: { like: number } } }).counters.reactions.like);

  const streamsOpen = async (index: number) => {
    const { body } = await service(index).api.call<string>('GET', '/metrics');
    return Number(/^afterword_event_streams (\d+)$/m.exec(body)?.[1]);
  };

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
      status: 'deleted',
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

  it.each([
    ['nobody has written on', 0],
    ['somebody has written on', 1],
  ])('tell whoever has read a list what happened since, on a page that %s', async (_name, before) => {
    const { api } = service(0);
    const token = await api.guest(site.id);
    const post = async (body: string) =>
      expectStatus(201, await api.call<Comment>('POST', path('/comments'), { token, body: { body } })).id;
    for (let count = 0; count < before; count += 1) await post('listed');
    const lists = await Promise.all(
      [undefined, token].map(async (as) =>
        expectStatus(200, await api.call<CommentList>('GET', path('/comments'), { token: as })),
      ),
    );
    const missed = await post('not listed');
    for (const { items, lastEventId } of lists) {
      expect(items).toHaveLength(before);
      const stream = await open(1, {}, `?lastEventId=${lastEventId}`);
      await poll(
        () => stream.events,
        (events) => events.length >= 2,
      );
      expect(stream.events.map(({ name, data }) => [name, data.id])).toEqual([
        ['comment.created', missed],
        ['counters', undefined],
      ]);
      await stream.close();
    }
  });

  it('go by the header of a browser that connects again, which is newer than the address', async () => {
    const { api } = service(0);
    const list = expectStatus(200, await api.call<CommentList>('GET', path('/comments')));
    const body = { body: 'told' };
    expectStatus(201, await api.call('POST', path('/comments'), { token: await api.guest(site.id), body }));
    const query = `?lastEventId=${list.lastEventId}`;
    const first = await open(0, {}, query);
    const told = await poll(
      () => first.events,
      (events) => events.length >= 2,
    );
    await first.close();
    await like();
    const again = await open(0, { 'last-event-id': told[1]!.id }, query);
    await poll(
      () => again.events,
      (events) => events.length > 0,
    );
    expect(again.events.map(({ name }) => name)).toEqual(['counters']);
    await again.close();
  });

  it('begin at the present for an id that is none, and refuse what is too long for one', async () => {
    const stream = await open(0, {}, '?lastEventId=nonsense');
    await poll(
      () => stream.events,
      (events) => events.length > 0,
    );
    await stream.close();
    const long = path(`/events?lastEventId=${'1'.repeat(65)}`);
    expectStatus(422, await service(0).api.call('GET', long));
  });

  it('tell of many changes together, and all of it in the end', async () => {
    const stream = await open(0);
    await poll(
      () => likes(stream.events),
      (seen) => seen.length === 1,
    );
    // Whoever reads the counters for the watchers waits until everybody has liked the page.
    const counters = service(0).app.get(CountersRepository);
    const read = counters.ofKeys.bind(counters);
    let liked: () => void = () => undefined;
    const everybody = new Promise<void>((resolve) => (liked = resolve));
    const spy = jest.spyOn(counters, 'ofKeys').mockImplementation(async (...page) => {
      await everybody;
      return read(...page);
    });
    await Promise.all(Array.from({ length: 60 }, like));
    liked();
    await poll(
      () => likes(stream.events),
      (seen) => seen.at(-1) === 60,
    );
    spy.mockRestore();
    expect(likes(stream.events).length).toBeLessThanOrEqual(3);
    await stream.close();
  });

  it('say that a thread has changed when more has happened in it than is worth telling one by one', async () => {
    const { api } = service(0);
    const token = await api.guest(site.id);
    const post = () => api.call<Comment>('POST', path('/comments'), { token, body: { body: 'one of many' } });
    expectStatus(201, await post());
    const before = await open(0);
    const [{ id } = { id: '' }] = await poll(
      () => before.events,
      (events) => events.length > 0,
    );
    await before.close();
    const answers = await Promise.all(Array.from({ length: 101 }, post));
    for (const answer of answers) expectStatus(201, answer);
    const after = await open(0, { 'last-event-id': id });
    await poll(
      () => after.events,
      (events) => events.length >= 2,
    );
    expect(after.events.map(({ name }) => name)).toEqual(['thread.changed', 'counters']);
    await after.close();
  });

  it('go on for who came while another one left', async () => {
    const leaving = await open(0);
    // The one who comes reads the past while the other one, the page's only watcher, goes.
    const counters = service(0).app.get(CountersRepository);
    const read = counters.ofKeys.bind(counters);
    const spy = jest.spyOn(counters, 'ofKeys').mockImplementationOnce(async (...page) => {
      await leaving.close();
      await poll(
        () => streamsOpen(0),
        (streams) => streams === 1,
      );
      return read(...page);
    });
    const coming = await open(0);
    spy.mockRestore();
    await like();
    await poll(
      () => likes(coming.events),
      (seen) => seen.at(-1) === 1,
    );
    await coming.close();
  });

  it('cut off a client that does not read, instead of keeping all of it in memory', async () => {
    const { api, url } = service(0);
    const token = await api.guest(site.id);
    await poll(
      () => streamsOpen(0),
      (streams) => streams === 0,
    );
    // Nothing leaves the process on this connection: the kernel would take some megabytes for the client.
    const server = service(0).app.getHttpServer();
    server.once('connection', (connection: Socket) => connection.cork());
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const gone = once(socket, 'close');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(`GET ${path('/events')} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    await poll(
      () => streamsOpen(0),
      (streams) => streams === 1,
    );
    const body = 'x'.repeat(LIMITS.commentBodyLength);
    await poll(
      async () => {
        expectStatus(201, await api.call('POST', path('/comments'), { token, body: { body } }));
        return streamsOpen(0);
      },
      (streams) => streams === 0,
      { withinMs: 50_000 },
    );
    socket.resume();
    await gone;
  });

  const post = async (body: string) => {
    const { api } = service(0);
    const token = await api.guest(site.id);
    return expectStatus(201, await api.call<Comment>('POST', path('/comments'), { token, body: { body } }));
  };
  const names = ({ events }: { events: Received[] }) => events.map(({ name }) => name);

  it('can be resumed after each of them: what comes after it is told', async () => {
    const before = await open(0);
    const [start] = await poll(
      () => before.events,
      (events) => events.length > 0,
    );
    await before.close();
    // Two at a time, which may have one version.
    for (let round = 0; round < 3; round += 1) await Promise.all([post(`a${round}`), post(`b${round}`)]);
    const whole = await open(0, { 'last-event-id': start!.id });
    await poll(
      () => whole.events,
      (events) => events.length >= 7,
    );
    await whole.close();
    expect(names(whole)).toEqual([...Array<string>(6).fill('comment.created'), 'counters']);
    for (const [index, { id }] of whole.events.entries()) {
      const resumed = await open(1, { 'last-event-id': id });
      const missing = whole.events.slice(index + 1);
      await poll(
        () => resumed.events.length,
        (count) => count >= missing.length,
      );
      await resumed.close();
      const told = resumed.events.map(({ data }) => data.id);
      for (const { name, data } of missing) if (name === 'comment.created') expect(told).toContain(data.id);
      if (missing.length > 0) expect(resumed.events.at(-1)?.name).toBe('counters');
    }
  });

  it.each([
    ['many of 1 kB', 60, 1_000],
    ['some of 10,000 characters', 5, 10_000],
  ])('say that the thread has changed where it is too much to tell: %s', async (_name, count, length) => {
    await Promise.all(Array.from({ length: count }, () => post('x'.repeat(length))));
    const stream = await open(0, { 'last-event-id': '0.0' });
    await poll(
      () => stream.events,
      (events) => events.length >= 2,
    );
    expect(names(stream)).toEqual(['thread.changed', 'counters']);
    // It goes on, for who just came and for who comes back.
    await like();
    await poll(
      () => likes(stream.events),
      (seen) => seen.at(-1) === 1,
    );
    await stream.close();
  });

  it.each(['900.900', '0.900', '900.0', `900.900.${'0'.repeat(12)}`, `0.0.${'a'.repeat(12)}`])(
    'begin anew after an id that cannot be: %s',
    async (id) => {
      await post('one');
      const stream = await open(0, { 'last-event-id': id });
      await poll(
        () => stream.events,
        (events) => events.length >= 2,
      );
      expect(names(stream)).toEqual(['thread.changed', 'counters']);
      await post('two');
      await poll(
        () => stream.events,
        (events) => events.some(({ data }) => data.body === 'two'),
      );
      await stream.close();
    },
  );

  it('begin anew when the key leads to another page, for who watches and for who comes back', async () => {
    const alias = randomUUID();
    const { api } = service(0);
    const aliases = `/v1/admin/sites/${site.id}/pages/${page}/aliases`;
    for (const body of ['one', 'two', 'three']) await post(body);
    expectStatus(201, await api.call('POST', aliases, { token: ADMIN_TOKEN, body: { key: alias } }));
    page = alias;
    const stream = await open(0);
    const [{ id } = { id: '' }] = await poll(
      () => stream.events,
      (events) => events.length > 0,
    );
    expectStatus(204, await api.call('DELETE', `${aliases}/${alias}`, { token: ADMIN_TOKEN }));
    await poll(
      () => names(stream),
      (seen) => seen.includes('thread.changed'),
    );
    await post('on the new page');
    await poll(
      () => stream.events,
      (events) => events.some(({ data }) => data.body === 'on the new page'),
    );
    await stream.close();
    for (const body of ['more', 'and more', 'than there were']) await post(body);
    const resumed = await open(1, { 'last-event-id': id });
    await poll(
      () => resumed.events,
      (events) => events.length >= 2,
    );
    expect(names(resumed)).toEqual(['thread.changed', 'counters']);
    await resumed.close();
  });

  it('begin anew when the page is older than it was', async () => {
    for (const body of ['one', 'two']) await post(body);
    const stream = await open(0);
    await poll(
      () => stream.events,
      (events) => events.length > 0,
    );
    const restore = 'update page set counters_version = 1, comments_version = 1 where site_id = $1 and key = $2';
    await service(0).app.get(DataSource).query(restore, [site.id, page]);
    await poll(
      () => names(stream),
      (seen) => seen.includes('thread.changed'),
    );
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
