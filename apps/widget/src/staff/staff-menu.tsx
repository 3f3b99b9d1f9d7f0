import type { Comment, ModerationHistory } from '@afterword/contracts';
import type { ComponentChild } from 'preact';
import { type Failure, failureOf } from '../failure';
import type { ThreadChanges } from '../live/thread-changes';
import { type MenuForm, type MenuFormHost } from '../menu/menu-form';
import type { Words } from '../ui';
import { Moderator, type Undo } from './moderator';
import { CloseForm, RemoveForm, RestrictForm, type StaffFormOptions } from './staff-forms';

/** What a moderator does from a menu, in its order, with its label. */
const LABELS = {
  approve: 'approve',
  remove: 'removeAsStaff',
  pin: 'pin',
  unpin: 'unpin',
  feature: 'feature',
  unfeature: 'unfeature',
  restrict: 'restrict',
  close: 'closePage',
  open: 'openPage',
} as const;

export type StaffAction = keyof typeof LABELS;

/** What the menu does for staff as it does for readers. */
export interface StaffMenuHost {
  readonly words: Words;
  /** Opens a form below a comment. */
  open: (id: string, make: (host: MenuFormHost) => MenuForm) => void;
  /** A failure with the way to try again. */
  notice: (failure: Failure, again: () => void) => ComponentChild;
  /** Renders again. */
  tellWatchers: () => void;
  /** Tells what was done to a comment, with the way back. */
  finish: (id: string, text: string, undo: Undo) => void;
  /** A form has done its work. */
  finished: (id: string, text: string, undo: Undo) => void;
}

/** The part of a comment's menu that only moderators have. */
export class StaffMenu {
  private readonly moderator: Moderator;
  private moderated: ModerationHistory | null = null;
  private failed: { id: string; failure: Failure; again: () => void } | null = null;

  constructor(
    private readonly changes: ThreadChanges,
    private readonly host: StaffMenuHost,
  ) {
    this.moderator = Moderator.of(changes);
  }

  /** Reads what may be decided about a comment. @throws Failure */
  async look(comment: Comment): Promise<void> {
    this.failed = null;
    this.moderated = await this.moderator.look(comment);
  }

  /** None before `look` has been answered. */
  itemsOf({ id, status, parentId, pinned, featured, author }: Comment): StaffAction[] {
    const { moderated, changes } = this;
    if (moderated?.id !== id) return [];
    const { page } = changes.thread;
    const isPublished = status === 'published';
    const may = (decision: 'publish' | 'remove') => moderated.decisions.includes(decision);
    return [
      may('publish') && 'approve',
      may('remove') && 'remove',
      isPublished && parentId === null && (pinned ? 'unpin' : 'pin'),
      isPublished && (featured ? 'unfeature' : 'feature'),
      author?.id !== page.session.readerId && 'restrict',
      page.closed ? 'open' : 'close',
    ].filter((action): action is StaffAction => action !== false);
  }

  labelOf(action: StaffAction, name: string): string {
    return this.host.words.say(LABELS[action], { name });
  }

  /** Why what was chosen in the menu of a comment failed. */
  below({ id }: Comment): ComponentChild {
    const { failed, host } = this;
    return failed?.id === id && host.notice(failed.failure, failed.again);
  }

  private run(comment: Comment, text: string, work: () => Promise<Undo>): void {
    this.failed = null;
    void work().then(
      (undo) => this.host.finish(comment.id, text, undo),
      (error: unknown) => {
        const again = () => this.run(comment, text, work);
        this.failed = { id: comment.id, failure: failureOf(error), again };
        this.host.tellWatchers();
      },
    );
  }

  act(action: StaffAction, comment: Comment): void {
    const { moderator, moderated, host } = this;
    const { words } = host;
    const { id, author } = comment;
    if (!moderated || !author) return;
    const finishing = (text: string): StaffFormOptions => ({
      moderator,
      done: (undo) => host.finished(id, text, undo),
    });
    switch (action) {
      case 'approve':
        return this.run(comment, words.say('done.approved'), () => moderator.decide('publish', moderated));
      case 'remove':
        return host.open(id, (form) => new RemoveForm(form, finishing(words.say('done.removed')), moderated));
      case 'pin':
      case 'unpin':
        return this.run(comment, words.say(`done.${action}ned`), () =>
          moderator.highlight(comment, { pinned: action === 'pin' }),
        );
      case 'feature':
      case 'unfeature':
        return this.run(comment, words.say(`done.${action}d`), () =>
          moderator.highlight(comment, { featured: action === 'feature' }),
        );
      case 'restrict': {
        const text = words.say('done.restricted', { name: author.name });
        return host.open(id, (form) => new RestrictForm(form, finishing(text), author));
      }
      case 'close':
        return host.open(id, (form) => new CloseForm(form, finishing(words.say('done.closed'))));
      case 'open':
        return this.run(comment, words.say('done.opened'), () => moderator.close(false));
    }
  }
}
