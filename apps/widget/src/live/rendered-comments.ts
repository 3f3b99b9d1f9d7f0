import type { Comment } from '@afterword/contracts';
import type { ComponentChild } from 'preact';
import type { CommentState, CommentView } from '../thread/ui';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * What was rendered of comments at the top level, with their replies: a thread of 1,000 comments renders only what has changed. Comments are
 * changed by replacing them, so whatever was rendered of the same object, in the same state, is still right.
 */
export class RenderedComments {
  private readonly rendered = new WeakMap<Comment, { of: readonly unknown[]; view: ComponentChild }>();

  /** @param shared what all comments depend on, besides the view */
  reuse(
    comment: Comment,
    {
      view,
      make,
      shared,
    }: { view: CommentView; make: (comment: Comment) => ComponentChild; shared: readonly unknown[] },
  ): ComponentChild {
    const all = [view.words, view.closed, view.targetId, view.authorIds, ...shared];
    const before = this.rendered.get(comment);
    const stays = (of: readonly unknown[]) => of.every((fact, index) => fact === before?.of[index]);
    if (view.onlyMore && before && !before.of.includes(NaN) && stays(all)) return before.view;
    const of = [...all, ...factsOf(comment, view)];
    if (before?.of.length === of.length && stays(of)) return before.view;
    const made = make(comment);
    this.rendered.set(comment, { of, view: made });
    return made;
  }
}

/** What the rendering of a comment and its replies depends on, besides the comment. */
function factsOf(comment: Comment, view: CommentView): unknown[] {
  const { mine, mayEdit, folded, fresh, pending, editor, below, menu } = view.stateOf(comment);
  // A form or a menu may have changed: it is rendered again, since NaN is not even itself.
  const isOpen = pending !== undefined || [editor, below, menu].some(isShown);
  const own = [mine, mayEdit, folded, fresh, isOpen ? NaN : 0, ageOf(comment, view.now ?? 0)];
  return folded ? own : [...own, ...comment.replies.items.flatMap((reply) => factsOf(reply, view))];
}

/** Changes when the text of an age may: with each minute at first, later with each hour, and then never. */
function ageOf({ createdAt }: Comment, now: number): number {
  const age = now - Date.parse(createdAt);
  if (age < 24 * HOUR_MS) return Math.floor(age / MINUTE_MS);
  return age < 8 * 24 * HOUR_MS ? -Math.ceil(now / HOUR_MS) : 0;
}

const isShown = (view: CommentState['below']): boolean => (Array.isArray(view) ? view.some(isShown) : Boolean(view));
