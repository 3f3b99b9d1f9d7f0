import { rowsOf } from '@afterword/platform';
import type { DataSource } from 'typeorm';
import type { Evidence, Seen } from './classifier';
import { SPAM_EVIDENCE } from './spam-filter.sql';
import { COMMENTS } from './spam-lessons';

/** What a site's decisions say of words. One look-up for a text, so what was decided this moment counts. */
export async function spamEvidence(
  dataSource: DataSource,
  siteId: string,
  buckets: readonly number[],
): Promise<Evidence> {
  const values = [siteId, [COMMENTS, ...buckets]];
  const rows = await rowsOf<Seen & { bucket: number }>(dataSource, SPAM_EVIDENCE, values);
  const words = new Map(rows.map(({ bucket, spam, ham }) => [bucket, { spam, ham }]));
  const comments = words.get(COMMENTS) ?? { spam: 0, ham: 0 };
  words.delete(COMMENTS);
  return { comments, words };
}
