import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DataSource } from 'typeorm';
import { startContent } from '@afterword/testing/content';

describe('content', () => {
  it('is ready with engagement, and degraded without it: pages are served all the same', async () => {
    const engagement = createServer((_request, response) => response.end('{}'));
    await new Promise<void>((resolve) => {
      engagement.listen(0, '127.0.0.1', resolve);
    });
    const { port } = engagement.address() as AddressInfo;
    const service = await startContent({ engagementUrl: `http://127.0.0.1:${port}` });
    try {
      const health = () => service.api.call<{ status: string; checks: object }>('GET', '/health/ready');
      expect((await health()).body).toMatchObject({ status: 'ready', checks: { engagement: 'up' } });
      engagement.closeAllConnections();
      await new Promise((resolve) => engagement.close(resolve));
      const { status, body } = await health();
      expect([status, body.status]).toEqual([200, 'degraded']);
      expect(body.checks).toEqual({ database: 'up', queue: 'up', engagement: 'down' });
      expect((await service.api.call('GET', '/')).status).toBe(200);
    } finally {
      await service.stop();
    }
  });

  it('is not ready where its pages fail', async () => {
    const service = await startContent();
    const database = (statement: string) => service.app.get(DataSource).query(statement);
    const health = async () => (await service.api.call('GET', '/health/ready')).status;
    try {
      expect(await health()).toBe(200);
      await database('alter table article rename to away');
      expect([(await service.api.call('GET', '/')).status, await health()]).toEqual([500, 503]);
      await database('alter table away rename to article');
      expect(await health()).toBe(200);
    } finally {
      await service.stop();
    }
  });
});
