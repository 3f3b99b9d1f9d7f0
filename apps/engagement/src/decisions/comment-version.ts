import type { CommentRow } from '../comments';

/** What a moderator decides on: another status or text is another version. */
export const versionOf = ({ status, editedAt }: Pick<CommentRow, 'status' | 'editedAt'>): string =>
  `${status}-${editedAt?.getTime() ?? 0}`;
