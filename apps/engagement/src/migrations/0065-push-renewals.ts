import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a browser that changes its subscription names the one before, without the readers that it is for (decision record 0115).
 * Locks: writes to `push_subscription` while its rows are read. Way back: below.
 */
export class PushRenewals1764000000064 implements MigrationInterface {
  name = 'PushRenewals1764000000064';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index push_subscription_endpoint on push_subscription (endpoint_hash)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index push_subscription_endpoint`);
  }
}
