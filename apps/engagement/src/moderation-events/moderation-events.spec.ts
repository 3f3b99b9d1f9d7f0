import { expectStatus } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { ModeratedSite } from '@afterword/testing/moderated-site';
import { poll } from '@afterword/testing/poll';
import { ClaimClock, Claims } from '../moderation-claims';
import { readEventId } from './log-place';
import { type CommentEvent, ModerationEventsRepository } from './moderation-events.repository';

interface Told {
  name: string;
  id: string;
  data: { id?: string; status?: string; version?: string; pending?: number };
}

describe('the stream of moderation', () => {
  let service: RunningEngagement;
  let desk: ModeratedSite;
  const closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    desk = new ModeratedSite(service);
    await desk.start();
    await desk.set({ mode: 'pre' });
  });

  /** Reads a stream until an event is what is looked for; resolves to all events up to it. */
  async function watch(lastEventId?: string) {
    const stop = new AbortController();
    const response = await fetch(`${service.url}/v1/sites/${desk.site.id}/moderation/events`, {
      headers: {
        authorization: `Bearer ${ADMIN_TOKEN}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
      signal: stop.signal,
    });
    expect(response.status).toBe(200);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    closing.push(async () => {
      await reader.cancel();
      stop.abort();
    });
    let text = '';
    return async (wanted: (event: Told) => boolean): Promise<Told[]> => {
      const events: Told[] = [];
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end < 0) {
          const { value, done } = await reader.read();
          if (done) throw new Error(`The stream ended after ${JSON.stringify(events)}`);
          text += value;
          continue;
        }
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        const match = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(block);
        if (!match) continue;
        const [, id = '', name = '', data = ''] = match;
        const event = { id, name, data: JSON.parse(data) as Told['data'] };
        events.push(event);
        if (wanted(event)) return events;
      }
    };
  }

  const decide = async (decision: string, id: string) =>
    expectStatus(200, await desk.call('POST', 'decisions', { decision, comments: [id] }));
  const status = (id: string, is: string) => (event: Told) => event.data.id === id && event.data.status === is;

  it('tells of new, edited, reported and decided comments with their version, and the counts', async () => {
    const next = await watch();
    expect(await next(({ name }) => name === 'counts')).toMatchObject([{ data: { pending: 0, reported: 0, spam: 0 } }]);
    const token = await service.api.guest(desk.site.id);
    const { id } = await desk.postAs(token, 'Please read me');
    await next(status(id, 'pending'));
    await next(({ name, data }) => name === 'counts' && data.pending === 1);
    expectStatus(200, await service.api.call('PATCH', `/v1/comments/${id}`, { token, body: { body: 'Read me' } }));
    const edited = (await next((event) => event.data.id === id)).at(-1)!;
    expect(edited.data.version).toBe((await desk.queue()).items[0]!.version);
    await decide('publish', id);
    await next(status(id, 'published'));
    await next(({ name, data }) => name === 'counts' && data.pending === 0);
    const path = `/v1/comments/${id}/reports`;
    const reporter = await service.api.guest(desk.site.id);
    expectStatus(201, await service.api.call('POST', path, { token: reporter, body: { reason: 'hate' } }));
    expect((await next((event) => event.data.id === id)).at(-1)!.data).toMatchObject({
      status: 'published',
      reports: 1,
    });
  });

  it('resumes where it was left, says when it cannot, and tells nothing of other sites', async () => {
    const first = await watch();
    const start = (await first(({ name }) => name === 'counts'))[0]!;
    const other = new ModeratedSite(service);
    await other.start();
    await other.post('Elsewhere');
    const { id } = await desk.post('Here');
    await first(status(id, 'pending'));
    await decide('reject', id);
    const resumed = await watch(start.id);
    const told = await resumed(({ name }) => name === 'counts');
    const comments = told.filter(({ name }) => name === 'comment');
    expect(new Set(comments.map(({ data }) => data.id))).toEqual(new Set([id]));
    expect(comments.at(-1)!.data.status).toBe('rejected');

    const beyond = `${2n ** 63n}.1`;
    expect((await (await watch(beyond))(({ name }) => name === 'counts'))[0]!.name).toBe('reset');
  });

  it('tells who looks at what, from the first event on, and that they have left', async () => {
    const { id } = await desk.post('Please read me');
    const path = `/v1/sites/${desk.site.id}/moderation/comments/${id}/claim`;
    const claims = ({ name }: Told) => name === 'claims';
    const first = await watch();
    expect((await first(claims)).at(-1)!.data).toEqual({ claims: [] });
    expectStatus(200, await service.api.call('PUT', path, { token: ADMIN_TOKEN }));
    const told = { claims: [{ comment: id, by: { id: null, name: 'Operator' } }] };
    expect((await first(claims)).at(-1)!.data).toEqual(told);
    expect((await (await watch())(claims)).at(-1)!.data).toEqual(told);
    // A claim that ends by itself is not told any more.
    const { now } = { now: Date.now() };
    jest.spyOn(service.app.get(ClaimClock), 'now').mockImplementation(() => new Date(now + 61_000));
    expect((await first(claims)).at(-1)!.data).toEqual({ claims: [] });
    jest.restoreAllMocks();
  });

  it('loses nothing where claims cannot be read for a while, and tells what happened before who looks at it', async () => {
    const next = await watch();
    await next(({ name }) => name === 'claims');
    const reading = jest.spyOn(service.app.get(ModerationEventsRepository), 'after');
    const failing = jest.spyOn(service.app.get(Claims), 'of').mockRejectedValue(new Error('No connection is free'));
    const { id } = await desk.post('Please read me');
    const path = `/v1/sites/${desk.site.id}/moderation/comments/${id}/claim`;
    expectStatus(200, await service.api.call('PUT', path, { token: ADMIN_TOKEN }));
    // A tick has read what happened to the comment, and then failed.
    await poll(
      async () => (await Promise.all(reading.mock.results.map(({ value }) => value as Promise<CommentEvent[]>))).flat(),
      (events) => events.some((event) => event.id === id),
    );
    const { length } = failing.mock.calls;
    await poll(
      () => failing.mock.calls.length,
      (calls) => calls > length,
    );
    failing.mockRestore();
    const told = await next(({ name }) => name === 'claims');
    expect(told.map(({ name }) => name).filter((name) => name !== 'counts')).toEqual(['comment', 'comment', 'claims']);
    reading.mockRestore();
  });

  it('reads no id that it did not give', () => {
    for (const id of ['', '1', '1.', 'x.1', '1.2.3', `${2n ** 64n}.1`, '1.-1']) expect(readEventId(id)).toBeNull();
    expect(readEventId('12.3')).toEqual({ txid: '12', position: '3', epoch: '' });
    expect(readEventId('12.3.0a1b2c3d')).toEqual({ txid: '12', position: '3', epoch: '0a1b2c3d' });
  });
});
