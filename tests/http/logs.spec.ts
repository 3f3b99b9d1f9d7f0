import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createApi, pagePath } from '@afterword/testing/api';
import { poll } from '@afterword/testing/poll';
import { type Services, startServices } from '@afterword/testing/services';

/** What must be in no log, wherever in a request it stands. */
const SECRET = 'hush0123456789abcdefghijklmnopqrstuvwxyzHUSH';
const TEXT = 'Nobody must read this in a log';
const REQUEST_ID = '019ad1c26f5e7b1a9c3d2b1f0e9d8c7b';

describe('logs of a process with LOG_LEVEL=debug', () => {
  let services: Services;

  beforeAll(async () => {
    services = await startServices();
    await services.end('engagement', 'SIGTERM');
  });
  afterAll(() => services.stop());

  it('have a line for each request, and neither tokens nor what readers write', async () => {
    await services.publish('story', 'A story');
    const port = services.env.ENGAGEMENT_PORT;
    const program = join(__dirname, '../../dist/apps/engagement/src/main.js');
    const env = { ...process.env, ...services.env, LOG_LEVEL: 'debug' };
    const child = fork(program, [], { env, execArgv: [], silent: true });
    let log = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes: Buffer) => (log += bytes.toString()));
    const origin = `http://127.0.0.1:${port}`;
    await poll(
      () => services.status(`${origin}/health/ready`),
      (status) => status === 200,
    );

    const api = createApi(origin);
    const token = await api.guest('demo', TEXT);
    await api.call('POST', `${pagePath('demo', 'story')}/comments`, { token, body: { body: TEXT } });
    const paths = [
      `/mail/staff/${SECRET}`,
      `/mail/staff/${SECRET}/`,
      `/mail/settings/${SECRET}`,
      `/mail/unsubscribe/${SECRET}?x=${SECRET}`,
      `/mail/${SECRET}`,
      `/s/${SECRET}`,
      `/v1/mail/reports/${SECRET}`,
      `/nowhere?token=${SECRET}&${SECRET}`,
      `/%zz/${SECRET}`,
    ];
    for (const path of paths)
      for (const method of ['GET', 'POST'])
        await (
          await fetch(`${origin}${path}`, {
            method,
            headers: { authorization: `Bearer ${SECRET}`, 'x-request-id': SECRET },
          })
        ).arrayBuffer();
    // A form that content passes on for a reader without scripts, with the id that its proxy gave it.
    const form = await fetch(`${services.url('content')}/articles/story/comments`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'x-request-id': REQUEST_ID },
      body: new URLSearchParams({ body: TEXT, name: '' }),
    });
    expect(form.status).toBe(303);
    await services.status(`${origin}/health/live`);
    await poll(() => Promise.resolve(log.split('/health/live').length > 1), Boolean);
    child.kill('SIGTERM');
    await once(child, 'exit');

    expect(log).toContain('/mail/staff/…');
    const lines = log.split('\n');
    expect(lines.filter((line) => line.includes(`"requestId":"${REQUEST_ID}"`)).join('\n')).toContain('/comments');
    expect(lines.filter((line) => line.includes(SECRET) || line.includes(TEXT) || line.includes(token))).toEqual([]);
  });
});
