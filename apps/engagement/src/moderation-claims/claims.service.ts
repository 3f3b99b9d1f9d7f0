import { type ClaimView, LIMITS } from '@afterword/contracts';
import { actorIdOf, Cleanup, DomainError, execute, type Principal, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { ClaimClock } from './claim-clock';
import { CLAIM, CLAIMABLE, CLAIMS_OF_SITES, FORGET_CLAIMS, LEAVE, LEAVE_OTHERS, READ_CLAIM } from './claims.sql';

interface ClaimRow {
  comment: string;
  /** Null for the operator. */
  actorId: string | null;
  name: string;
  until: Date;
}

/** Who looks at a comment. */
export type SiteClaim = Pick<ClaimView, 'comment' | 'by'>;

/**
 * Which comment each moderator looks at, so that two do not read the same one. A claim tells others and keeps nobody from deciding. It ends
 * after `LIMITS.claimSeconds` unless it is kept, and when its holder goes on to another comment.
 */
@Injectable()
export class Claims {
  private readonly listeners: (() => void)[] = [];

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: ClaimClock,
    cleanup: Cleanup,
  ) {
    cleanup.add({ name: 'claims', run: () => execute(this.dataSource, FORGET_CLAIMS, [this.clock.now()]) });
  }

  /** Calls back after each change of this process. */
  listen(changed: () => void): void {
    this.listeners.push(changed);
  }

  /**
   * Claims a comment, or keeps the claim. Somebody else's claim that has not ended stays theirs.
   * @returns whose it is @throws DomainError `comment-not-found`
   */
  async claim(siteId: string, comment: string, principal: Principal): Promise<ClaimView> {
    const actorId = actorIdOf(principal);
    const now = this.clock.now();
    const until = new Date(now.getTime() + LIMITS.claimSeconds * 1_000);
    await this.assertThere(siteId, comment);
    await execute(this.dataSource, CLAIM, [siteId, comment, actorId, now, until]);
    await execute(this.dataSource, LEAVE_OTHERS, [siteId, comment, actorId]);
    const [row] = await rowsOf<ClaimRow>(this.dataSource, READ_CLAIM, [siteId, comment]);
    this.tell();
    // Its holder may have left it in this moment: then nobody's claim is in the way.
    const claim = row ?? { comment, actorId, name: '', until };
    return { ...viewOf(claim), mine: claim.actorId === actorId, until: claim.until.toISOString() };
  }

  /** Ends one's own claim. Idempotent. @throws DomainError `comment-not-found` */
  async leave(siteId: string, comment: string, principal: Principal): Promise<void> {
    await this.assertThere(siteId, comment);
    await execute(this.dataSource, LEAVE, [siteId, comment, actorIdOf(principal)]);
    this.tell();
  }

  /** The claims of sites that have not ended, by site, in the order of their comments. */
  async of(siteIds: readonly string[]): Promise<Map<string, SiteClaim[]>> {
    const claims = new Map<string, SiteClaim[]>();
    if (siteIds.length === 0) return claims;
    const values = [[...siteIds], this.clock.now()];
    for (const row of await rowsOf<ClaimRow & { siteId: string }>(this.dataSource, CLAIMS_OF_SITES, values))
      claims.set(row.siteId, [...(claims.get(row.siteId) ?? []), viewOf(row)]);
    return claims;
  }

  private async assertThere(siteId: string, comment: string): Promise<void> {
    const isThere =
      z.uuid().safeParse(comment).success && (await rowsOf(this.dataSource, CLAIMABLE, [siteId, comment])).length > 0;
    if (!isThere) throw new DomainError('comment-not-found');
  }

  private tell(): void {
    for (const changed of this.listeners) changed();
  }
}

const viewOf = ({ comment, actorId, name }: ClaimRow): SiteClaim => ({ comment, by: { id: actorId, name } });
