import { buildIndex } from '@afterword/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: supporters of a page or comment are read from its newest rewards (decision record 0128).
 * Locks: none that anybody waits for. Way back: below.
 */
export class RewardIndex1764000000073 implements MigrationInterface {
  name = 'RewardIndex1764000000073';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndex(
      runner,
      'transfer_rewards',
      `transfer (coalesce(comment_id, page_id), id) where reason = 'reward'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index transfer_rewards`);
  }
}
