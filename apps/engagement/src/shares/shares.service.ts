import { createHmac, randomBytes, randomInt } from 'node:crypto';
import type { Share, ShareChannel, Site } from '@afterword/contracts';
import {
  CONFIG,
  DomainError,
  type GroupCommit,
  type IdempotencyKey,
  type Pipeline,
  type ReaderPrincipal,
  type ServiceConfig,
} from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { CountersRepository, CounterTally, METRIC, toCounters } from '../counters';
import { type PageCommand, type PageWrite, PageWrites } from '../page-writes';
import { PagesRepository } from '../pages';
import { SitesService } from '../sites';
import { SharesRepository } from './shares.repository';

/** No vowels and nothing that looks like something else: codes spell no words and survive being read out. */
const CODE_ALPHABET = '23456789bcdfghjkmnpqrstvwxyzBCDFGHJKMNPQRSTVWXYZ';
/** 48^10 ≈ 2^55 codes: a thousand guesses a second against a million links find one in over a year. */
const CODE_LENGTH = 10;

const newCode = () =>
  Array.from({ length: CODE_LENGTH }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join('');

interface ShareCommand extends PageCommand {
  site: Site;
  channel: ShareChannel;
  code: string;
}

export interface Visitor {
  address: string;
  userAgent: string;
}

@Injectable()
export class SharesService {
  private readonly commit: GroupCommit<ShareCommand, Share>;
  private salt: { salt: Buffer; day: string } | null = null;

  constructor(
    writes: PageWrites,
    private readonly shares: SharesRepository,
    private readonly counters: CountersRepository,
    private readonly pages: PagesRepository,
    private readonly sites: SitesService,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {
    this.commit = writes.create<ShareCommand, Share, CounterTally>({
      name: 'shares',
      read: (tx, commands) => this.countersOf(tx, commands),
      write: (tx, commands, { known: counters }) => this.write(tx, commands, counters),
    });
  }

  async share(asked: {
    site: Site;
    pageKey: string;
    principal: ReaderPrincipal;
    channel: ShareChannel;
    key: IdempotencyKey | null;
  }): Promise<Share> {
    const { site, pageKey, principal, channel, key } = asked;
    const { reader } = principal;
    return this.pages.withId(site.id, pageKey, (pageId) =>
      this.commit.run({ site, siteId: site.id, pageId, reader, channel, key, code: newCode() }),
    );
  }

  private async countersOf(tx: Pipeline, commands: readonly ShareCommand[]): Promise<CounterTally> {
    const targets = commands.map(({ siteId, pageId }) => ({ siteId, targetId: pageId }));
    return new CounterTally(await this.counters.ofTargets(targets, tx));
  }

  private write(tx: Pipeline, commands: readonly ShareCommand[], counters: CounterTally): PageWrite<Share>[] {
    tx.send(this.shares.insert(tx, commands));
    return commands.map(({ site, siteId, pageId, code }) => {
      const rise = { siteId, targetId: pageId, metric: METRIC.shares, by: 1 };
      counters.raise(rise);
      return {
        rises: [rise],
        counters: true,
        comments: false,
        answer: {
          url: `${this.config.engagementUrl}/s/${code}`,
          code,
          counters: toCounters(site.reactionKinds, counters.of(pageId)),
        },
      };
    });
  }

  /**
   * Counts a visit and gives the page's address. A page without one, or one that does not lie on the site, is not a place
   * that we send anybody to.
   * @throws DomainError `share-not-found`
   */
  async visit(code: string, visitor: Visitor): Promise<string> {
    const share = /^[0-9A-Za-z]{1,32}$/.test(code) ? await this.shares.find(code) : null;
    if (!share?.url) throw new DomainError('share-not-found');
    const site = await this.sites.get(share.siteId);
    const { origin } = new URL(share.url);
    if (origin !== this.config.contentUrl && !site.origins.includes(origin)) throw new DomainError('share-not-found');
    await this.shares.countVisit(share.siteId, share.id, await this.pseudonymOf(visitor));
    return share.url;
  }

  /** The same visitor has the same pseudonym for one day; with the day's salt gone nobody can tell whose it was. */
  private async pseudonymOf({ address, userAgent }: Visitor): Promise<Buffer> {
    const today = new Date().toISOString().slice(0, 10);
    if (this.salt?.day !== today) this.salt = await this.shares.saltOfToday(randomBytes(32));
    return createHmac('sha256', this.salt.salt).update(`${address}\n${userAgent}`).digest().subarray(0, 16);
  }
}
