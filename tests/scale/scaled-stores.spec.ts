import { type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';

/** `npm run scale` runs it with the specs that know nothing of where their services store what they do. */
(process.env.TEST_STORES === 'scaled' ? describe : describe.skip)('a run with scaled stores', () => {
  let service: RunningEngagement;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());

  it('has its services on two poolers, a standby and a Sentinel, and all of them answer', async () => {
    const { databaseUrl, databaseReadUrl, redisUrl } = service.config;
    expect(new URL(databaseUrl).searchParams.get('port')?.split(',')).toHaveLength(2);
    expect(databaseUrl).toContain(new URL(databaseReadUrl ?? '').port);
    expect(redisUrl).toMatch(/^redis\+sentinel:/);
    const { body } = await poll(
      () => service.api.call<{ status: string; checks: Record<string, string> }>('GET', '/health/ready'),
      ({ body: { status } }) => status === 'ready',
    );
    expect(body.checks).toMatchObject({ database: 'up', queue: 'up', replica: 'up' });
  });
});
