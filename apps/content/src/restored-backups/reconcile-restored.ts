import { counted, execute, type RestoredMoment, type Transaction } from '@afterword/platform';
import { resendAll } from '../outbox';
import { DELETE_NEWER_SNAPSHOTS, SKIP_ARTICLE_VERSIONS } from './restored-backups.sql';

/** By how much clocks of the machines may differ. */
const CLOCKS = '5 seconds';
/** More edits than are lost with a backup. Far fewer than engagement lets an article skip between two announcements. */
const SKIPPED_VERSIONS = 1_000;

/** Makes a restored database agree with engagement's of the same backup, which is a moment older (decision record 0083). */
export async function reconcileRestored(tx: Transaction, { takenAt }: RestoredMoment): Promise<string[]> {
  const deleted = await execute(tx, DELETE_NEWER_SNAPSHOTS, [takenAt, CLOCKS]);
  await execute(tx, SKIP_ARTICLE_VERSIONS, [SKIPPED_VERSIONS]);
  const articles = await resendAll(tx);
  return [
    `${counted(articles, 'articles')} announced again`,
    ...(deleted > 0
      ? [`counts of ${counted(deleted, 'pages')} that were about to change come with the next announcement`]
      : []),
  ];
}
