import { type Pipeline, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { AUTHORS_OF_COMMENTS } from './comment-authors.sql';

@Injectable()
export class CommentAuthorsRepository {
  /** Of comments that readers can see: whether the author has left. The caller holds the pages, so none leaves meanwhile. */
  async haveLeft(
    tx: Pipeline,
    comments: readonly { siteId: string; targetId: string }[],
  ): Promise<ReadonlyMap<string, boolean>> {
    if (comments.length === 0) return new Map();
    const distinct = [...new Map(comments.map((comment) => [comment.targetId, comment])).values()];
    const rows = await rowsOf<{ id: string; hasLeft: boolean }>(tx, AUTHORS_OF_COMMENTS, [
      distinct.map(({ siteId }) => siteId),
      distinct.map(({ targetId }) => targetId),
    ]);
    return new Map(rows.map(({ id, hasLeft }) => [id, hasLeft]));
  }
}
