import { DataSource } from 'typeorm';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';

describe('readiness of engagement', () => {
  let service: RunningEngagement;

  beforeAll(async () => {
    service = await startEngagement();
    const site = await service.api.site(ADMIN_TOKEN);
    const token = await service.api.guest(site.id);
    expectStatus(
      201,
      await service.api.call('POST', `${pagePath(site.id, 'talk')}/comments`, { token, body: { body: 'Hello' } }),
    );
  });
  afterAll(() => service.stop());

  const readiness = () =>
    service.api.call<{ status: string; checks: object; reasons?: object }>('GET', '/health/ready');
  const database = (statement: string) => service.app.get(DataSource).query(statement);

  it('is what a page finds', async () => {
    expect(await readiness()).toMatchObject({ status: 200, body: { status: 'ready', checks: { database: 'up' } } });
    await database('alter table counter rename to away');
    try {
      expect(await readiness()).toMatchObject({ status: 503, body: { checks: { database: 'down' } } });
    } finally {
      await database('alter table away rename to counter');
    }
    expect(await readiness()).toMatchObject({ status: 200 });
  });
});
