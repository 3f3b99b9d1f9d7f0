import { rowsOf } from '@afterword/platform';
import type { DataSource } from 'typeorm';
import { NEAR_DUPLICATES, PAGE_CREATED_AT, POSTED_WITHIN, PUBLISHED_UP_TO } from './moderation.sql';
import type { AkismetCheck } from '../akismet';
import type { ExternalCheck } from './external/external-check';
import { spamEvidence } from '../spam-filter';
import type { DraftFacts } from './steps';

/** Texts of the last day that a new one is compared with. */
const MOST_COMPARED = 5_000;

/** Who writes, and where. A reader who is not known yet is null. */
export interface DraftPlace {
  siteId: string;
  reader: { id: string; role: string; name?: string | undefined } | null;
  pageKey: string | null;
  /** Nothing is published, and nobody learns from it. */
  isTrial: boolean;
}

interface FactSources {
  dataSource: DataSource;
  akismet: AkismetCheck;
  external: ExternalCheck;
}

/** Answers the questions of the steps from the database and over the network. */
export function factsOf(
  { dataSource, akismet, external }: FactSources,
  { siteId, reader, pageKey, isTrial }: DraftPlace,
): DraftFacts {
  const readerId = reader?.id ?? null;
  const count = async (statement: string, values: readonly unknown[]): Promise<number> => {
    if (readerId === null) return 0;
    const [row] = await rowsOf<{ n: number }>(dataSource, statement, [siteId, readerId, ...values]);
    return row?.n ?? 0;
  };
  return {
    publishedUpTo: (most) => count(PUBLISHED_UP_TO, [most]),
    postedWithin: (minutes, most) => count(POSTED_WITHIN, [minutes, most]),
    nearDuplicates: async (fingerprint) => {
      const [row] = await rowsOf<{ own: number; otherReaders: number }>(dataSource, NEAR_DUPLICATES, [
        siteId,
        readerId,
        String(fingerprint),
        MOST_COMPARED,
      ]);
      return row ?? { own: 0, otherReaders: 0 };
    },
    spamEvidence: (buckets) => spamEvidence(dataSource, siteId, buckets),
    externalAnswer: (comment, settings) => {
      const author = reader && { id: reader.id, role: reader.role };
      return external.ask({ siteId, page: pageKey, comment, author }, settings);
    },
    akismetVerdict: (comment, settings) => akismet.ask({ siteId, pageKey, reader, ...comment, isTrial }, settings),
    pageCreatedAt: async () => {
      if (pageKey === null) return null;
      const [row] = await rowsOf<{ createdAt: Date }>(dataSource, PAGE_CREATED_AT, [siteId, pageKey]);
      return row?.createdAt ?? null;
    },
  };
}
