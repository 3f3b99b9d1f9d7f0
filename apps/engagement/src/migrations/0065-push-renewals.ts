import { buildIndex } from '@afterword/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a browser that changes its subscription names the one before, without the readers that it is for (decision record 0115).
 * Locks: none that anybody waits for; decision record 0122 says why it was edited. Way back: below.
 */
export class PushRenewals1764000000064 implements MigrationInterface {
  name = 'PushRenewals1764000000064';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndex(runner, 'push_subscription_endpoint', 'push_subscription (endpoint_hash)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index push_subscription_endpoint`);
  }
}
