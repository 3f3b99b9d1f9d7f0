import type { Comment, Site } from '@afterword/contracts';
import type { GroupCommit, IdempotencyKey, ReaderPrincipal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { PageIds, PageWrites } from '../page-writes';
import { ModerationPipeline } from '../moderation';
import { accept } from './accept';
import { renderBody } from './comment-body';
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
  ) {
    this.commit = writes.inGroups(writer);
  }

  /**
   * @throws DomainError `page-closed`, `comment-refused`, `invalid-request` for a parent that cannot be replied to, or an empty
   * comment
   */
  async post({ site, pageKey, principal, body, parentId, key }: NewComment): Promise<Comment> {
    const html = renderBody(site, body);
    const draft = { site, pageKey, reader: principal.reader, body, html, isReply: parentId !== null };
    const { held, fingerprint } = await accept(this.moderation, draft);
    const command = { site, siteId: site.id, principal, body, html, parentId, key, held, fingerprint };
    return this.ids.change({ site, key: pageKey, principal }, (page) => this.commit.run({ ...command, ...page }));
  }
}
