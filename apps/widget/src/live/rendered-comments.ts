import type { Comment } from '@afterword/contracts';
import type { ComponentChild } from 'preact';
import { isSame } from './comment-tree';
import type { CommentState, CommentView } from '../thread/ui';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

interface Rendered {
  comment: Comment;
  facts: string;
  made: ComponentChild;
}

/**
 * Keeps what was rendered of comments at the top level, with their replies: a thread of 1,000 comments renders only what has changed. Comments
 * are changed by replacing them, so whatever was rendered of the same object, in the same state, is still right. One that was read again is
 * another object, and may say the same.
 */
export function keepRendered(): NonNullable<CommentView['reuse']> {
  const rendered = new Map<string, Rendered>();
  let last: CommentView | undefined;
  /** What all comments depend on, besides the words. */
  let shared: string;
  return (comment, view, make) => {
    // Once in a rendering: an address takes time.
    if (view !== last) {
      if (view.words !== last?.words) rendered.clear();
      shared = [view.closed, view.authorIds, view.hrefOf('')].join();
      last = view;
    }
    const before = rendered.get(comment.id);
    const stays = before && !before.facts.includes(OPEN) && isSame(before.comment, comment);
    const facts = stays && view.onlyMore ? before.facts : shared + factsOf(comment, view);
    const made = stays && before.facts === facts ? before.made : make(comment);
    rendered.set(comment.id, { comment, facts, made });
    return made;
  };
}

/** Stands for a form or a menu, and is in no address. It may have changed: the comment is rendered again. */
const OPEN = ' ';

/** What the rendering of a comment and its replies depends on, besides the comment. */
function factsOf(comment: Comment, view: CommentView): string {
  const { mine, mayEdit, folded, fresh, pending, editor, below, menu } = view.stateOf(comment);
  let facts = `${mine}${mayEdit}${folded}${fresh}${comment.id === view.targetId}${ageOf(comment, view.now ?? 0)}`;
  if (pending ?? isShown([editor, below, menu])) facts += OPEN;
  if (!folded) for (const reply of comment.replies.items) facts += factsOf(reply, view);
  return facts;
}

/** Changes when the text of an age may: with each minute of the first hour, each hour of a week, and then never. */
function ageOf({ createdAt }: Comment, now: number): number {
  const age = now - Date.parse(createdAt);
  const minutes = Math.floor(age / MINUTE_MS);
  if (age < 24 * HOUR_MS) return minutes < 60 ? minutes : minutes - (minutes % 60);
  return age < 8 * 24 * HOUR_MS ? -Math.ceil(now / HOUR_MS) : NaN;
}

const isShown = (view: CommentState['below']): boolean => (Array.isArray(view) ? view.some(isShown) : Boolean(view));
