import type { Counters } from '@afterword/contracts';
import { type Principal, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { KEY_OF_PAGE, MUTED_COMMENTS_OF_PAGES } from './reader-restriction.sql';

const NONE: ReadonlyMap<string, number> = new Map();

/**
 * Counters as a reader sees them who is muted, or was: with their own comments, which nobody else sees. Costs every other reader
 * nothing.
 */
@Injectable()
export class MutedCounts {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** How many comments only the asking reader sees, by the keys of their pages. */
  async of(principal: Principal, siteId: string, keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (principal.kind !== 'reader' || !principal.wasMuted) return NONE;
    const values = [siteId, [...keys], principal.reader.id];
    const rows = await rowsOf<{ key: string; count: number }>(this.dataSource, MUTED_COMMENTS_OF_PAGES, values);
    return new Map(rows.map(({ key, count }) => [key, count]));
  }

  /** An answer with the counters of a page that the reader has changed. */
  async inAnswer<Answer extends object>(
    principal: Principal,
    page: { siteId: string } & ({ key: string } | { pageId: string }),
    answer: Answer,
  ): Promise<Answer> {
    if (principal.kind !== 'reader' || !principal.wasMuted || !hasCounters(answer)) return answer;
    const key = 'key' in page ? page.key : await this.keyOf(page.siteId, page.pageId);
    const counts = await this.of(principal, page.siteId, [key]);
    return { ...answer, counters: withMuted(answer.counters, counts.get(key)) };
  }

  private async keyOf(siteId: string, pageId: string): Promise<string> {
    const [page] = await rowsOf<{ key: string }>(this.dataSource, KEY_OF_PAGE, [siteId, pageId]);
    return page?.key ?? '';
  }
}

const hasCounters = <Answer extends object>(answer: Answer): answer is Answer & { counters: Counters } =>
  'counters' in answer;

export const withMuted = (counters: Counters, muted = 0): Counters =>
  muted === 0 ? counters : { ...counters, comments: counters.comments + muted };
