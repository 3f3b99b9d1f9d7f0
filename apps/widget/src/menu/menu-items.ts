import type { Comment } from '@afterword/contracts';

/** What every reader's menu offers, in its order, with its label. */
export const LABELS = {
  copy: 'copy',
  toParent: 'toParent',
  edit: 'edit',
  delete: 'remove',
  report: 'report',
  followReplies: 'followReplies',
  unfollowReplies: 'unfollowReplies',
  mute: 'mutePerson',
  unmute: 'unmutePerson',
} as const;

export type MenuAction = keyof typeof LABELS;

export interface MenuSubject {
  comment: Comment;
  isMine: boolean;
  mayEdit: boolean;
  isMuted: boolean;
  isFollowed: boolean;
}

export function itemsOf({ comment, isMine, mayEdit, isMuted, isFollowed }: MenuSubject): MenuAction[] {
  const isPublished = comment.status === 'published';
  return [
    isPublished && 'copy',
    isPublished && comment.parentId !== null && 'toParent',
    mayEdit && 'edit',
    isMine && 'delete',
    isPublished && (isFollowed ? 'unfollowReplies' : 'followReplies'),
    isPublished && !isMine && 'report',
    isPublished && !isMine && (isMuted ? 'unmute' : 'mute'),
  ].filter((action): action is MenuAction => action !== false);
}
