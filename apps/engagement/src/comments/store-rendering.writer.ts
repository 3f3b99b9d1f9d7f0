import type { Pipeline } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { type LockedPages, type OnePageCommand, pageOf, type PageWrite, SingleWriter } from '../page-writes';
import { CommentsRepository, type CommentToRender } from './comments.repository';

export interface StoreRenderingCommand extends OnePageCommand {
  comment: CommentToRender;
  html: string;
}

/** Stores what a newer renderer makes of a comment, unless it was edited or deleted meanwhile. */
@Injectable()
export class StoreRendering extends SingleWriter<StoreRenderingCommand, null> {
  readonly name = 'store-rendering';

  constructor(private readonly comments: CommentsRepository) {
    super();
  }

  protected async change(tx: Pipeline, command: StoreRenderingCommand, pages: LockedPages): Promise<PageWrite<null>> {
    const { pageId, comment, html } = command;
    await this.comments.storeRendering(tx, comment, html, pageOf(command, pages).nextCommentsVersion);
    return { answer: null, changed: [{ pageId, comments: true }] };
  }
}
