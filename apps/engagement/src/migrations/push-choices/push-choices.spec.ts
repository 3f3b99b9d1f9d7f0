import { rowsOf } from '@afterword/platform';
import { expectStatus } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { DataSource } from 'typeorm';
import { PushChoices1764000000061 } from '../0062-push-choices';

describe('the migration to choices about devices', () => {
  let service: RunningEngagement;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());

  it('keeps what was chosen when one choice was for both', async () => {
    const site = await service.api.site(ADMIN_TOKEN);
    const token = await service.api.guest(site.id, 'Ada');
    const body = { replies: { mail: 'off' }, rewards: { mail: 'daily' } };
    expectStatus(200, await service.api.call('PATCH', '/v1/me/notification-settings', { token, body }));
    const database = service.app.get(DataSource);
    const runner = database.createQueryRunner();
    try {
      await new PushChoices1764000000061().down(runner);
      await new PushChoices1764000000061().up(runner);
    } finally {
      await runner.release();
    }
    const rows = await rowsOf<object>(
      database,
      `select replies_push as replies, mentions_push as mentions, comments_push as comments, decisions_push as decisions,
              rewards_push as rewards
         from reader_mail where site_id = $1`,
      [site.id],
    );
    expect(rows).toEqual([{ replies: false, mentions: true, comments: true, decisions: true, rewards: true }]);
  });
});
