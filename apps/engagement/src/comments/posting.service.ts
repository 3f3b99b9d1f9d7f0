import type { Comment, Site } from '@afterword/contracts';
import { type GroupCommit, type IdempotencyKey, IdempotencyService, type ReaderPrincipal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { PageIds, PageWrites } from '../page-writes';
import { ModerationPipeline } from '../moderation';
import { bannedError } from '../reader-restriction';
import { accept } from './accept';
import { renderBody } from './comment-body';
import { MentionsService } from './mentions.service';
import { PostComments, type PostCommand } from './post-comments.writer';

export interface NewComment {
  site: Site;
  pageKey: string;
  principal: ReaderPrincipal;
  body: string;
  parentId: string | null;
  key: IdempotencyKey | null;
}

@Injectable()
export class PostingService {
  private readonly commit: GroupCommit<PostCommand, Comment>;

  constructor(
    writes: PageWrites,
    writer: PostComments,
    private readonly ids: PageIds,
    private readonly moderation: ModerationPipeline,
    private readonly idempotency: IdempotencyService,
    private readonly mentions: MentionsService,
  ) {
    this.commit = writes.inGroups(writer);
  }

  /**
   * @throws DomainError `page-closed`, `comment-refused`, `reader-banned`, `rate-limited` on a slow page, `invalid-request` for a parent that
   * cannot be replied to, or an empty comment
   */
  async post({ site, pageKey, principal, body, parentId, key }: NewComment): Promise<Comment> {
    const { reader, restriction } = principal;
    const isBanned = restriction?.kind === 'ban' && (restriction.until ?? Infinity) > new Date();
    // A copy of a request gets the first answer, whatever moderation would say of the text by now.
    if (key && (isBanned || this.moderation.isOn(site))) {
      const kept = await this.idempotency.kept<Comment>(reader, key);
      if (kept) return kept;
    }
    // Before any step of moderation works for nothing. The transaction would refuse it, too.
    if (isBanned) throw bannedError(restriction);
    const written = { body, html: renderBody(site, body) };
    const command = { site, siteId: site.id, principal, parentId, key };
    return this.ids.change({ site, key: pageKey, principal }, async ({ moderation, ...page }) => {
      const { mode = null, slowSeconds = null } = moderation ?? {};
      const { mentioned, ...text } = await this.mentions.resolve(site.id, page.pageId, written);
      const draft = { site, pageKey, pageMode: mode, reader, ...text, isReply: parentId !== null };
      const accepted = await accept(this.moderation, draft);
      return this.commit.run({ ...command, ...text, mentioned, ...accepted, mode, slowSeconds, ...page });
    });
  }
}
