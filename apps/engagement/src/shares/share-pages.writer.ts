import type { Share, ShareChannel, Site } from '@afterword/contracts';
import { CONFIG, type Pipeline, type ReaderPrincipal, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { CountersRepository, CounterTally, METRIC, toCounters } from '../counters';
import type { LockedPages, OnePageCommand, PageWrite, PageWriter, PageWritten } from '../page-writes';
import { type KnownShare, SharesRepository } from './shares.repository';

export interface ShareCommand extends OnePageCommand {
  principal: ReaderPrincipal;
  site: Site;
  channel: ShareChannel;
  code: string;
}

/** What a batch has to know, as it is while the pages are locked. */
interface Known {
  counters: CounterTally;
  shares: readonly KnownShare[];
}

/**
 * Shares, each with a short link. A reader has one link for each page and channel, and counts once for each page, however often
 * they share it.
 */
@Injectable()
export class SharePages implements PageWriter<ShareCommand, Share, Known> {
  readonly name = 'shares';

  constructor(
    private readonly shares: SharesRepository,
    private readonly counters: CountersRepository,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  async read(tx: Pipeline, commands: readonly ShareCommand[]): Promise<Known> {
    const targets = commands.map(({ siteId, pageId }) => ({ siteId, targetId: pageId }));
    const [counters, shares] = await Promise.all([
      this.counters.ofTargets(targets, tx),
      this.shares.ofReaders(tx, commands),
    ]);
    return { counters: new CounterTally(counters), shares };
  }

  write(
    tx: Pipeline,
    commands: readonly ShareCommand[],
    { known: { counters, shares } }: { pages: LockedPages; known: Known },
  ): PageWritten<Share> {
    const links = new Links(shares);
    const added: ShareCommand[] = [];
    const written = commands.map((command): PageWrite<Share> => {
      const { site, siteId, pageId } = command;
      const { code, isNew, isFirst } = links.of(command);
      if (isNew) added.push(command);
      const change = { siteId, targetId: pageId, metric: METRIC.shares, by: 1 };
      if (isFirst) counters.add(change);
      const answer = {
        url: `${this.config.engagementUrl}/s/${code}`,
        code,
        counters: toCounters(site.reactionKinds, counters.of(pageId)),
      };
      return isFirst ? { answer, counters: [change], changed: [{ pageId, counters: true }] } : { answer };
    });
    if (added.length > 0) tx.send(this.shares.insert(tx, added));
    return written;
  }
}

/** The links that readers have, as each command of a batch leaves them. */
class Links {
  private readonly codes = new Map<string, Map<string, string>>();

  constructor(before: readonly KnownShare[]) {
    for (const { pageId, readerId, channel, code } of before) this.linksOf(pageId, readerId).set(channel, code);
  }

  /** @returns the link to answer with, whether it is stored yet, and whether the reader shares the page for the first time */
  of({ pageId, principal, channel, code }: ShareCommand): { code: string; isNew: boolean; isFirst: boolean } {
    const links = this.linksOf(pageId, principal.reader.id);
    const known = links.get(channel);
    if (known !== undefined) return { code: known, isNew: false, isFirst: false };
    const isFirst = links.size === 0;
    links.set(channel, code);
    return { code, isNew: true, isFirst };
  }

  private linksOf(pageId: string, readerId: string): Map<string, string> {
    const key = `${pageId}/${readerId}`;
    const links = this.codes.get(key) ?? new Map<string, string>();
    this.codes.set(key, links);
    return links;
  }
}
