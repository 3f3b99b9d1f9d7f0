import { createHmac, randomBytes, randomInt } from 'node:crypto';
import type { Share, ShareChannel, Site } from '@afterword/contracts';
import { CONFIG, DomainError, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { CountersRepository, METRIC } from '../counters';
import { type IdempotencyKey, IdempotencyService } from '../idempotency';
import { PageChanges, PagesRepository } from '../pages';
import type { Reader } from '../readers';
import { SitesService } from '../sites';
import { SharesRepository } from './shares.repository';

/** No vowels and nothing that looks like something else: codes spell no words and survive being read out. */
const CODE_ALPHABET = '23456789bcdfghjkmnpqrstvwxyzBCDFGHJKMNPQRSTVWXYZ';
/** 48^10 ≈ 2^55 codes: a thousand guesses a second against a million links find one in over a year. */
const CODE_LENGTH = 10;

const newCode = () =>
  Array.from({ length: CODE_LENGTH }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join('');

export interface Visitor {
  address: string;
  userAgent: string;
}

@Injectable()
export class SharesService {
  private salt: { salt: Buffer; day: string } | null = null;

  constructor(
    private readonly shares: SharesRepository,
    private readonly pages: PagesRepository,
    private readonly counters: CountersRepository,
    private readonly idempotency: IdempotencyService,
    private readonly sites: SitesService,
    private readonly changes: PageChanges,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  async share(asked: {
    site: Site;
    pageKey: string;
    reader: Reader;
    channel: ShareChannel;
    key: IdempotencyKey | null;
  }): Promise<Share> {
    const { site, pageKey, reader, channel, key } = asked;
    const share = await this.pages.withId(site.id, pageKey, (pageId) =>
      this.idempotency.run(reader, key, async (tx) => {
        await this.pages.touch(tx, { siteId: site.id, pageId, counters: true, comments: false });
        const code = newCode();
        await this.shares.insert(tx, { siteId: site.id, pageId, readerId: reader.id, channel, code });
        await this.counters.add(tx, { siteId: site.id, targetId: pageId }, METRIC.shares, 1);
        const counters = await this.counters.ofPage(site.id, pageId, site.reactionKinds, tx);
        return { url: `${this.config.engagementUrl}/s/${code}`, code, counters };
      }),
    );
    this.changes.changed();
    return share;
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
