import { DomainError, type Pipeline, type ReaderPrincipal, rowsOf } from '@afterword/platform';
import { LATEST_ON_PAGES } from './slow-pages.sql';

/** How far the clocks of two processes may be apart: ids of comments begin with the time of the process that made them. Milliseconds. */
const CLOCK_DIFFERENCE_MS = 60_000;

/** A comment that somebody wants to post. */
interface Posting {
  siteId: string;
  pageId: string;
  principal: ReaderPrincipal;
  /** Null for a page that takes any number of comments. */
  slowSeconds: number | null;
}

const keyOf = ({ pageId, readerId }: { pageId: string; readerId: string }) => `${pageId}/${readerId}`;

const readerOf = ({ pageId, principal }: Posting) => ({ pageId, readerId: principal.reader.id });

/** The first UUIDv7 of a moment, in milliseconds since 1970. */
function firstIdOf(moment: number): string {
  const hex = Math.max(0, moment).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/** When readers last posted on pages that take one comment of each reader in some seconds. */
export class SlowPages {
  private readonly latest: Map<string, number>;

  constructor(rows: readonly { pageId: string; readerId: string; at: Date }[]) {
    this.latest = new Map(rows.map((row) => [keyOf(row), row.at.getTime()]));
  }

  /** Asks nothing where none of the pages is slow. */
  static async of(tx: Pipeline, postings: readonly Posting[]): Promise<SlowPages> {
    const slow = postings.filter(isSlow);
    if (slow.length === 0) return new SlowPages([]);
    const now = Date.now();
    const since = slow.map(({ slowSeconds }) => now - slowSeconds * 1_000);
    const rows = await rowsOf<{ pageId: string; readerId: string; at: Date }>(tx, LATEST_ON_PAGES, [
      slow.map(({ siteId }) => siteId),
      slow.map(({ pageId }) => pageId),
      slow.map(({ principal }) => principal.reader.id),
      since.map((moment) => firstIdOf(moment - CLOCK_DIFFERENCE_MS)),
      since.map((moment) => new Date(moment)),
    ]);
    return new SlowPages(rows);
  }

  /** Why the reader has to wait, or null. Staff of the site need not. */
  refusalOf(posting: Posting): DomainError | null {
    if (!isSlow(posting)) return null;
    const { slowSeconds } = posting;
    const at = this.latest.get(keyOf(readerOf(posting)));
    const waitMs = at === undefined ? 0 : at + slowSeconds * 1_000 - Date.now();
    if (waitMs <= 0) return null;
    const seconds = Math.ceil(waitMs / 1_000);
    return new DomainError('rate-limited', {
      detail: `This page takes one comment of each reader in ${slowSeconds} seconds. Send yours again in ${seconds} seconds.`,
      headers: { 'retry-after': String(seconds) },
    });
  }

  /** A comment of the same batch counts, too. */
  posted(posting: Posting, at: Date): void {
    if (isSlow(posting)) this.latest.set(keyOf(readerOf(posting)), at.getTime());
  }
}

function isSlow(posting: Posting): posting is Posting & { slowSeconds: number } {
  const { role } = posting.principal.reader;
  return posting.slowSeconds !== null && role !== 'staff' && role !== 'moderator';
}
