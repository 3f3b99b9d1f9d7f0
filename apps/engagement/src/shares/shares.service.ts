import { randomInt } from 'node:crypto';
import { parseUrl, type Share, type ShareChannel, type Site } from '@afterword/contracts';
import {
  CONFIG,
  DomainError,
  type GroupCommit,
  type IdempotencyKey,
  type ReaderPrincipal,
  type ServiceConfig,
} from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DailyPseudonyms } from '../daily-pseudonyms';
import { PageIds, PageWrites } from '../page-writes';
import { MutedCounts } from '../reader-restriction';
import { SitesService } from '../sites';
import { type ShareCommand, SharePages } from './share-pages.writer';
import { SharesRepository } from './shares.repository';
import type { Visitor } from './visitor';

/** No vowels and nothing that looks like something else: codes spell no words and survive being read out. */
const CODE_ALPHABET = '23456789bcdfghjkmnpqrstvwxyzBCDFGHJKMNPQRSTVWXYZ';
/**
 * 48^14 ≈ 2^78 codes, since a link is found by its code alone, and the database compares codes of the same site only: among a billion links of an
 * installation the chance that two have the same is one in 700,000. Links made before 2026-12 have ten, which no new one can be the same as.
 */
const CODE_LENGTH = 14;

const newCode = () =>
  Array.from({ length: CODE_LENGTH }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join('');

@Injectable()
export class SharesService {
  private readonly commit: GroupCommit<ShareCommand, Share>;

  constructor(
    writes: PageWrites,
    writer: SharePages,
    private readonly ids: PageIds,
    private readonly muted: MutedCounts,
    private readonly shares: SharesRepository,
    private readonly sites: SitesService,
    private readonly pseudonyms: DailyPseudonyms,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {
    this.commit = writes.inGroups(writer);
  }

  async share(asked: {
    site: Site;
    pageKey: string;
    principal: ReaderPrincipal;
    channel: ShareChannel;
    key: IdempotencyKey | null;
  }): Promise<Share> {
    const { site, pageKey, principal, channel, key } = asked;
    const share = await this.ids.change({ site, key: pageKey, principal }, (page) =>
      this.commit.run({ site, siteId: site.id, ...page, principal, channel, key, code: newCode() }),
    );
    return this.muted.inAnswer(principal, { siteId: site.id, key: pageKey }, share);
  }

  /**
   * Gives the page's address, and counts a visit. A page without one, or one that does not lie on the site, is not a place that we
   * send anybody to.
   * @param visitor null where no person has opened the link, so that no visit is counted
   * @throws DomainError `share-not-found`
   */
  async visit(code: string, visitor: Visitor | null): Promise<string> {
    const share = /^[0-9A-Za-z]{1,32}$/.test(code) ? await this.shares.find(code) : null;
    // Parsed here too: the header that it becomes must be ASCII, and lead where the check below says.
    const url = share?.url ? parseUrl(share.url) : null;
    if (!share || !url) throw new DomainError('share-not-found');
    const site = await this.sites.get(share.siteId);
    const { origin, href } = url;
    const own = new URL(this.config.contentUrl).origin;
    if (origin !== own && !site.origins.includes(origin)) throw new DomainError('share-not-found');
    if (visitor) await this.shares.countVisit(share.siteId, share.id, await this.pseudonyms.of(visitor));
    return href;
  }

  /** A short link that leads somewhere. @throws DomainError `share-not-found` */
  async linkOf(code: string): Promise<string> {
    await this.visit(code, null);
    return `${this.config.engagementUrl}/s/${code}`;
  }
}
