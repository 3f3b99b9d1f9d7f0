/** A table of the archive: what belongs to one site, row by row. */
export interface ArchiveTable {
  name: string;
  /** The order of its rows. */
  order: string;
  /** Columns that name or reach somebody: null without `--personal`. */
  personal?: readonly string[];
  /** Rows that only mean something with personal data: left out without it. */
  onlyPersonal?: string;
  /** Secrets and what this installation alone can read: never in an archive. */
  never?: readonly string[];
}

/**
 * Everything that belongs to a site, in the order in which it can be stored again. Not in it: sessions, answers that are kept for retries, events,
 * pictures that are loaded again, staff and what stops abuse for a while. A spec compares it with the schema.
 */
export const ARCHIVE_TABLES: readonly ArchiveTable[] = [
  {
    name: 'site',
    order: 'id',
    never: [
      'sso_secret',
      'previous_sso_secret',
      'previous_sso_secret_until',
      'moderation_secrets',
      'settings_version',
      'announced_settings_version',
    ],
  },
  {
    name: 'reader',
    order: 'id',
    personal: ['email', 'sso_subject', 'sso_issued_at', 'avatar_url', 'restriction_message'],
  },
  { name: 'page', order: 'id', never: ['announced_counters_version', 'announced_comments_version'] },
  { name: 'page_key', order: 'key' },
  { name: 'page_author', order: 'key, reader_id, sso_subject', onlyPersonal: 'sso_subject is not null' },
  { name: 'comment', order: 'id' },
  { name: 'comment_mention', order: 'comment_id, reader_id' },
  { name: 'comment_earlier_text', order: 'id', onlyPersonal: 'true' },
  { name: 'moderation_decision', order: 'id' },
  { name: 'comment_status', order: 'id', personal: ['note', 'message'] },
  { name: 'comment_fingerprint', order: 'comment_id' },
  { name: 'report', order: 'id', personal: ['text'] },
  { name: 'reported_comment', order: 'comment_id' },
  { name: 'reader_restriction', order: 'id', personal: ['note', 'message', 'reason'] },
  { name: 'reaction', order: 'target_id, reader_id, kind' },
  { name: 'share', order: 'id' },
  { name: 'share_visit', order: 'share_id, day, visitor', onlyPersonal: 'true' },
  { name: 'account', order: 'id' },
  { name: 'transfer', order: 'reverses_id is not null, id' },
  { name: 'counter', order: 'target_id, metric' },
  { name: 'moderation_log', order: 'position' },
  { name: 'moderation_log_head', order: 'site_id' },
  { name: 'moderation_log_private', order: 'entry_id, part', onlyPersonal: 'true' },
  { name: 'spam_word', order: 'bucket' },
  { name: 'spam_lesson', order: 'comment_id' },
  { name: 'import_run', order: 'id' },
  { name: 'import_ref', order: 'external_id, source, kind', onlyPersonal: `kind = 'reader'` },
  { name: 'import_change', order: 'comment_id, run_id', onlyPersonal: 'true' },
];

/** Tables of the schema that no archive has, and why. */
export const NOT_ARCHIVED: Readonly<Record<string, string>> = {
  akismet_correction: 'waits to be sent, for a moment',
  avatar_picture: 'loaded again',
  banned_client: 'ends after a day',
  comment_former_rank: 'ends after an hour',
  erased_subject: 'keyed by a secret of the installation',
  event: 'ends after 30 days; consumers have read it',
  event_cursor: 'of the installation',
  event_handled: 'of the installation',
  event_log_cluster: 'of the installation',
  follow: 'what a reader wants to be told here',
  idempotency: 'ends after a day',
  import_file: 'waits to be imported, for a week at most',
  import_file_part: 'of files that wait to be imported',
  imported_email: 'keyed by a secret of the installation',
  installation: 'of the installation',
  installation_secret: 'of the installation',
  mail_ask: 'ends after a day',
  migration: 'of the installation',
  moderation_claim: 'ends after a minute',
  moderation_log_waiting: 'becomes entries of the log in a moment',
  moderation_mail: 'waits to be sent, for a moment',
  moderation_news: 'tells staff of what waits, for a while',
  notification: 'ends after 30 days; its comments are in the archive',
  push_delivery: 'waits to be sent, for a moment',
  push_subscription: 'browsers that asked to be told from here',
  reader_mail: 'addresses that were confirmed here',
  rendering_progress: 'of the installation',
  restored_backup: 'of the installation',
  session: 'tokens',
  spent_proof: 'ends after minutes',
  staff: 'of the installation',
  staff_challenge: 'ends after minutes',
  staff_invitation: 'tokens',
  staff_mail: 'waits to be sent, for a moment',
  staff_passkey: 'of the installation',
  staff_role: 'of the installation',
  staff_session: 'tokens',
  visit_salt: 'ends after a day',
  webhook_delivery: 'of the installation',
  webhook_endpoint: 'holds secrets, and tells somebody else',
  widget_file: 'of the installation',
};
