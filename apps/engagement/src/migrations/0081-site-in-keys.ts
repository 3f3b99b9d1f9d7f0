import { replaceKey, type ReplacedKey } from '@afterword/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys that named no site. It comes last, since what is asked for has the rest alone. */
const KEYS: readonly ReplacedKey[] = [
  { table: 'session', name: 'session_pkey', kind: 'primary key', columns: ['token_hash'] },
  { table: 'share', name: 'share_code_key', kind: 'unique', columns: ['code'] },
  { table: 'event', name: 'event_pkey', kind: 'primary key', columns: ['txid', 'position'] },
  {
    table: 'moderation_log_private',
    name: 'moderation_log_private_pkey',
    kind: 'primary key',
    columns: ['entry_id', 'part'],
  },
  { table: 'moderation_log_waiting', name: 'moderation_log_waiting_pkey', kind: 'primary key', columns: ['id'] },
  { table: 'reader_mail', name: 'reader_mail_confirm_token_key', kind: 'unique', columns: ['confirm_token'] },
  { table: 'reader_mail', name: 'reader_mail_unsubscribe_token_key', kind: 'unique', columns: ['unsubscribe_token'] },
  { table: 'staff_mail', name: 'staff_mail_pkey', kind: 'primary key', columns: ['id'] },
];

/**
 * Why: every unique key of what belongs to a site has the site, so that rows can be distributed by it (decision record 0138). No statement of the
 * version before infers one of these keys.
 * Locks: each of these tables for a moment, one after the other, when its new key is built. Way back: below; it fails where two sites have the
 * same code or token, which chance does not make.
 */
export class SiteInKeys1764000000080 implements MigrationInterface {
  name = 'SiteInKeys1764000000080';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const key of KEYS) await replaceKey(runner, { ...key, columns: [...key.columns, 'site_id'] });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const key of KEYS) await replaceKey(runner, key);
  }
}
