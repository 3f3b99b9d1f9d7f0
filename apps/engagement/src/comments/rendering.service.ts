import { NIL_ID, type Principal } from '@afterword/platform';
import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { PageGoneError, PageWrites } from '../page-writes';
import { renderStored } from './comment-html';
import { type CommentRef, CommentsRepository, type CommentToRender } from './comments.repository';
import { StoreRendering } from './store-rendering.writer';

const RENDERER: Principal = { kind: 'service', name: 'renderer' };

/** Comments that are read at a time. */
const BATCH = 200;

export interface RenderedBatch {
  rendered: number;
  /** How many of them look different. */
  changed: number;
  /** Undefined where there was none left. */
  last: CommentRef | undefined;
}

/** Comments are rendered when they are written. After a change of the renderer, older ones are rendered again. */
@Injectable()
export class RenderingService {
  private readonly logger = new Logger('Rendering');

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly comments: CommentsRepository,
    private readonly writes: PageWrites,
    private readonly storeRendering: StoreRendering,
  ) {}

  /** May be interrupted and started again at any time. @returns how many were rendered, and how many of them look different */
  async renderAnew(): Promise<{ rendered: number; changed: number }> {
    let [rendered, changed] = [0, 0];
    for (let after: CommentRef | undefined = { siteId: '', id: NIL_ID }; after;) {
      const batch: RenderedBatch = await this.renderBatch(after);
      rendered += batch.rendered;
      changed += batch.changed;
      after = batch.last;
    }
    return { rendered, changed };
  }

  /** Renders some of the comments after one. A comment that fails is logged, and holds up no other. */
  async renderBatch(after: CommentRef): Promise<RenderedBatch> {
    const batch = await this.comments.toRender({ after, limit: BATCH });
    let changed = 0;
    for (const comment of batch) {
      try {
        if (await this.render(comment)) changed += 1;
      } catch (error) {
        this.logger.error(`Could not render comment ${comment.id} anew`, error instanceof Error ? error.stack : error);
      }
    }
    return { rendered: batch.length, changed, last: batch.at(-1) };
  }

  private async render(comment: CommentToRender): Promise<boolean> {
    const html = renderStored(comment.body, { mentions: true });
    if (html === comment.html) {
      await this.comments.storeRendering(this.dataSource, comment, html, null);
      return false;
    }
    const { siteId, pageId } = comment;
    try {
      await this.writes.run(this.storeRendering, { siteId, pageId, principal: RENDERER, key: null, comment, html });
      return true;
    } catch (error) {
      // Merged into another page since it was read: the next run finds the comment there.
      if (error instanceof PageGoneError) return false;
      throw error;
    }
  }
}
