import { randomBytes } from 'node:crypto';
import { createApi, expectStatus, pagePath } from '@afterword/testing/api';
import { BACKENDS } from '@afterword/testing/backends';
import { poll } from '@afterword/testing/poll';
import { type Services, startServices } from '@afterword/testing/services';
import { type Collector, type ReceivedSpan, startCollector } from './collector';

/** What must be in no trace, wherever in a request it stands. */
const TEXT = 'Nobody must read this in a trace';
const SECRET = 'hush0123456789abcdefghijklmnopqrstuvwxyzHUSH';

// One is enough for the time that it takes: both carry it as an option of a job.
describe.each(BACKENDS.slice(-1))('a trace, with the queue on $backend', ({ redisUrl }) => {
  let collector: Collector;
  let services: Services;

  beforeAll(async () => {
    collector = await startCollector();
    services = await startServices({
      redisUrl,
      layout: 'apart',
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b' },
    });
    await services.publish('story');
    const engagement = createApi(services.url('engagement'));
    await poll(
      async () => (await engagement.call<{ url: string | null }>('GET', pagePath('demo', 'story'))).body.url,
      (url) => url !== null,
    );
  });
  afterAll(async () => {
    await services?.stop();
    await collector?.stop();
  });

  /** A comment whose request is part of a trace of the host page's. */
  async function comment(flags = '01') {
    const engagement = createApi(services.url('engagement'));
    const token = await engagement.guest('demo', TEXT);
    const [traceId, parent] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
    expectStatus(
      201,
      await engagement.call('POST', `${pagePath('demo', 'story')}/comments?x=${SECRET}`, {
        token,
        body: { body: TEXT },
        headers: { traceparent: `00-${traceId}-${parent}-${flags}` },
      }),
    );
    return { traceId, parent, token };
  }

  /** A comment whose trace has come to content. One that is announced before the worker has heard of its trace goes without it. */
  async function tracedComment(tries = 5): Promise<{ parent: string; token: string; spans: ReceivedSpan[] }> {
    const { traceId, ...about } = await comment();
    const spansOf = () => collector.spans.filter((span) => span.traceId === traceId);
    try {
      return { ...about, spans: await poll(spansOf, isStored, { withinMs: tries > 1 ? 8_000 : 45_000 }) };
    } catch (error) {
      if (tries === 1) throw error;
      return tracedComment(tries - 1);
    }
  }

  const isStored = (spans: ReceivedSpan[]) =>
    ['process page.snapshot', 'send page.snapshot'].every((name) => spans.some((span) => span.name === name));

  it('goes from the request of a reader through statements, queue and worker to content’s copy of the page', async () => {
    const { parent, spans } = await tracedComment();
    expect(collector.problems).toEqual([]);

    const chain: string[] = [];
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const stored = spans.find(
      ({ service, name, parentSpanId }) =>
        service === 'afterword-content' &&
        name.startsWith('SQL') &&
        byId.get(parentSpanId ?? '')?.name === 'process page.snapshot',
    );
    for (let span = stored; span; span = byId.get(span.parentSpanId ?? '')) {
      chain.push(`${span.service}: ${span.name.replace(/^SQL \w+$/, 'SQL').replace(/^commit .+$/, 'commit')}`);
      if (span.parentSpanId === parent) chain.push('the host page');
    }
    expect(chain).toEqual([
      'afterword-content: SQL',
      'afterword-content: process page.snapshot',
      'afterword-engagement: send page.snapshot',
      'afterword-engagement: commit',
      'afterword-engagement: POST /v1/sites/:site/pages/:page/comments',
      'the host page',
    ]);
    for (const { startTimeUnixNano, endTimeUnixNano } of spans)
      expect(BigInt(endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(startTimeUnixNano));
  });

  it('says nothing of what readers write, who they are and what they send along', async () => {
    const { token } = await tracedComment();
    expect(collector.received()).toContain('"x-key":"a b"');
    for (const secret of [TEXT, SECRET, token, 'story', '127.0.0.1:']) {
      // The collector's own address is in the heads of its requests.
      expect(JSON.stringify(collector.spans)).not.toContain(secret);
    }
  });

  it('is not recorded where whoever began it does not, and health checks begin none', async () => {
    const { traceId: unwanted } = await comment('00');
    await services.status(`${services.url('engagement')}/health/ready`);
    await tracedComment();
    expect(collector.spans.filter(({ traceId }) => traceId === unwanted)).toEqual([]);
    expect(collector.spans.filter(({ name }) => name.includes('/health'))).toEqual([]);
  });

  it('is worth no request: the service answers while the collector is away', async () => {
    await collector.stop();
    const engagement = createApi(services.url('engagement'));
    expectStatus(200, await engagement.call('GET', pagePath('demo', 'story')));
    await services.end('engagement', 'SIGTERM').then((codes) => expect(codes).toEqual([0, 0]));
    collector = await startCollector();
  });
});
