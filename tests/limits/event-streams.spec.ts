import { get, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { LIMITS, type Problem, type Site } from '@afterword/contracts';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';

describe('the event streams of one address', () => {
  let service: RunningEngagement;
  let site: Site;
  const open: IncomingMessage[] = [];

  beforeAll(async () => {
    service = await startEngagement({ rateLimits: true });
    site = await service.api.site(ADMIN_TOKEN);
  });
  afterAll(async () => {
    for (const stream of open) stream.destroy();
    await service.stop();
  });

  /** Each on a connection of its own, as those of many tabs behind one router. */
  async function stream(page = 'watched'): Promise<IncomingMessage> {
    const request = get(`${service.url}/v1/sites/${site.id}/pages/${page}/events`, { agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  }

  async function problemOf(response: IncomingMessage): Promise<Problem> {
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return JSON.parse(Buffer.concat(chunks).toString()) as Problem;
  }

  it('are so many and no more, whatever they watch, and one that ends makes room', async () => {
    for (let opened = 0; opened < LIMITS.eventStreamsPerAddress; opened += 1) {
      const response = await stream(`page-${opened % 3}`);
      expect(response.statusCode).toBe(200);
      open.push(response);
    }
    const refused = await stream('another');
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '30']);
    expect(await problemOf(refused)).toMatchObject({ type: 'urn:afterword:problem:rate-limited', status: 429 });

    open.pop()?.destroy();
    const admitted = await poll(
      async () => {
        const response = await stream('another');
        if (response.statusCode !== 200) response.resume();
        return response;
      },
      ({ statusCode }) => statusCode === 200,
    );
    open.push(admitted);
  });
});
