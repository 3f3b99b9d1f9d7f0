import type { Share, ShareChannel, Site } from '@afterword/contracts';
import { CONFIG, type Pipeline, type ReaderPrincipal, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { CountersRepository, CounterTally, METRIC, toCounters } from '../counters';
import type { LockedPages, OnePageCommand, PageWriter, PageWritten } from '../page-writes';
import { SharesRepository } from './shares.repository';

export interface ShareCommand extends OnePageCommand {
  principal: ReaderPrincipal;
  site: Site;
  channel: ShareChannel;
  code: string;
}

/** Shares, each with a short link of its own. */
@Injectable()
export class SharePages implements PageWriter<ShareCommand, Share, CounterTally> {
  readonly name = 'shares';

  constructor(
    private readonly shares: SharesRepository,
    private readonly counters: CountersRepository,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  async read(tx: Pipeline, commands: readonly ShareCommand[]): Promise<CounterTally> {
    const targets = commands.map(({ siteId, pageId }) => ({ siteId, targetId: pageId }));
    return new CounterTally(await this.counters.ofTargets(targets, tx));
  }

  write(
    tx: Pipeline,
    commands: readonly ShareCommand[],
    { known: counters }: { pages: LockedPages; known: CounterTally },
  ): PageWritten<Share> {
    tx.send(this.shares.insert(tx, commands));
    return commands.map(({ site, siteId, pageId, code }) => {
      const change = { siteId, targetId: pageId, metric: METRIC.shares, by: 1 };
      counters.add(change);
      return {
        answer: {
          url: `${this.config.engagementUrl}/s/${code}`,
          code,
          counters: toCounters(site.reactionKinds, counters.of(pageId)),
        },
        counters: [change],
        changed: [{ pageId, counters: true }],
      };
    });
  }
}
