import type { Site } from '@afterword/contracts';
import type { ReadyAnswer } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { SitesService } from '../sites';
import { PageCache } from './page-cache';
import type { Standing } from './standing';

/** What is kept in memory, at most. Bytes. */
const KEPT_BYTES = 8 * 1024 * 1024;

/** An answer that holds for as long as the site and each of the pages are what they were. */
interface Kept {
  site: Site;
  standings: readonly Standing[];
  answer: ReadyAnswer;
}

/** Answers by the address that they were asked for at, to be given again without understanding the question. */
@Injectable()
export class KeptAnswers {
  private readonly kept = new LRUCache<string, Kept>({
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ answer, standings }, url) => 2 * url.length + answer.body.length + 8 * standings.length + 200,
  });

  constructor(
    private readonly cache: PageCache,
    private readonly sites: SitesService,
  ) {}

  /** The answer to who sends no token, where it is known to hold. */
  find(url: string): ReadyAnswer | undefined {
    const kept = this.kept.get(url);
    if (!kept || !this.sites.isCurrent(kept.site)) return undefined;
    return this.cache.areFresh(kept.standings) ? kept.answer : undefined;
  }

  /** The answer that was given while the site and the pages stood as they do now; else a new one, which is kept. */
  async answer(
    url: string,
    { site, standings }: Omit<Kept, 'answer'>,
    make: () => ReadyAnswer | Promise<ReadyAnswer>,
  ): Promise<ReadyAnswer> {
    const kept = this.kept.get(url);
    if (kept?.site === site && isSame(kept.standings, standings)) return kept.answer;
    const answer = await make();
    this.kept.set(url, { site, standings, answer });
    return answer;
  }
}

const isSame = (one: readonly Standing[], other: readonly Standing[]): boolean =>
  one.length === other.length && one.every((standing, index) => standing === other[index]);
