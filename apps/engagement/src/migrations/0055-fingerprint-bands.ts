import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a new text is compared with those of the last day whose similarity hash differs in at most three of 64 bits. Such hashes are equal in
 * one of four bands of 16 bits, so that four look-ups find them, where all hashes of a day were read before.
 * Locks: `comment_fingerprint` against writes while the indexes are built (well below a second for the texts of one day). Way back: below.
 */
export class FingerprintBands1764000000054 implements MigrationInterface {
  name = 'FingerprintBands1764000000054';

  async up(runner: QueryRunner): Promise<void> {
    for (const band of [0, 1, 2, 3]) {
      await runner.query(`
        create index comment_fingerprint_band_${band}
            on comment_fingerprint (((fingerprint >> ${band * 16}) & 65535), site_id, created_at)`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const band of [0, 1, 2, 3]) await runner.query(`drop index comment_fingerprint_band_${band}`);
  }
}
