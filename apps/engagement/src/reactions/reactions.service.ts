import type { CommentReactionAnswer, ReactionAnswer, Site } from '@afterword/contracts';
import { DomainError, type GroupCommit, type ReaderPrincipal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { toCounters, toReactions } from '../counters';
import { PageIds, PageWrites } from '../page-writes';
import { MutedCounts } from '../reader-restriction';
import { ApplyReactions, type ReactionCommand, type ReactionResult } from './apply-reactions.writer';

/** What a page that does not exist has. */
const NOTHING: ReactionResult = { counters: [], kinds: [], rewarded: 0 };

export interface ReactionOptions {
  site: Site;
  principal: ReaderPrincipal;
  kind: string;
  wanted: boolean;
}

@Injectable()
export class ReactionsService {
  private readonly commit: GroupCommit<ReactionCommand, ReactionResult>;

  constructor(
    writes: PageWrites,
    writer: ApplyReactions,
    private readonly ids: PageIds,
    private readonly muted: MutedCounts,
  ) {
    this.commit = writes.inGroups(writer);
  }

  /** @throws DomainError `invalid-request` for a kind that the site does not have */
  async onPage(pageKey: string, { site, principal, kind, wanted }: ReactionOptions): Promise<ReactionAnswer> {
    assertKind(site, kind);
    const siteId = site.id;
    const named = isNamed(site, principal);
    const hasPage = wanted || (await this.ids.exists(siteId, pageKey));
    const { counters, kinds, rewarded } = hasPage
      ? await this.ids.change({ site, key: pageKey, principal }, ({ pageId, newKey }) =>
          this.commit.run({ siteId, pageId, newKey, targetId: pageId, principal, key: null, kind, wanted, named }),
        )
      : NOTHING;
    const viewer = { reactions: [...kinds], rewarded };
    const answer = { counters: toCounters(site.reactionKinds, counters), viewer };
    return this.muted.inAnswer(principal, { siteId, key: pageKey }, answer);
  }

  /** @throws DomainError `invalid-request`, `comment-not-found` */
  async onComment(
    comment: { id: string; pageId: string },
    { site, principal, kind, wanted }: ReactionOptions,
  ): Promise<CommentReactionAnswer> {
    assertKind(site, kind);
    const { counters, kinds, rewarded } = await this.commit.run({
      siteId: site.id,
      pageId: comment.pageId,
      targetId: comment.id,
      principal,
      key: null,
      kind,
      wanted,
      named: isNamed(site, principal),
    });
    return { reactions: toReactions(site.reactionKinds, counters), viewer: { reactions: [...kinds], rewarded } };
  }
}

/** Members are named where the site said so when they reacted, and stay a number where it did not (decision record 0128). */
const isNamed = ({ look }: Site, { reader }: ReaderPrincipal): boolean =>
  look.reactors === true && reader.role !== 'guest';

function assertKind(site: Site, kind: string): void {
  if (site.reactionKinds.includes(kind)) return;
  const message = `must be one of the site's kinds: ${site.reactionKinds.join(', ')}`;
  throw new DomainError('invalid-request', { errors: [{ path: 'kind', message }] });
}
