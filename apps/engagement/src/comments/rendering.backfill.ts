import { execute, RelayLoops, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { RENDERER_VERSION } from './comment-html';
import type { CommentRef } from './comments.repository';
import { RenderingService } from './rendering.service';
import { LEASE_RENDERING, STORE_PROGRESS } from './rendering.sql';

const IDLE_MS = 60_000;

/** Renders comments anew after a change of the renderer, a batch at a time, in one process of all. */
@Injectable()
export class RenderingBackfill {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly rendering: RenderingService,
    loops: RelayLoops,
  ) {
    loops.create({ name: 'Rendering', tick: () => this.tick(), idleMs: IDLE_MS });
  }

  /** @returns how many comments were rendered */
  async tick(): Promise<number> {
    const [after] = await rowsOf<CommentRef>(this.dataSource, LEASE_RENDERING, [RENDERER_VERSION]);
    if (!after) return 0;
    const { rendered, last } = await this.rendering.renderBatch(after);
    const { siteId, id } = last ?? after;
    await execute(this.dataSource, STORE_PROGRESS, [RENDERER_VERSION, siteId, id, last === undefined]);
    return rendered;
  }
}
