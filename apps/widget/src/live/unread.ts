import type { Notification, NotificationList } from '@afterword/contracts';
import { Observable } from '../observable';
import { onePerKey } from '../one-per-key';
import type { Session } from '../session';
import type { Words } from '../ui';

/** How long the service takes at most, as a rule, until it tells of a comment. Milliseconds. */
const TOLD_AFTER_MS = 2_000;

/** What a reader is told and has not read, for all threads of a site in the document. */
export class Unread extends Observable {
  /** Not a number until it is known. */
  count = NaN;
  /** The newest of them. */
  items: readonly Notification[] = [];
  /** Whether more has come since the page was opened. */
  hasGrown?: boolean;
  private timer: ReturnType<typeof setTimeout> | undefined;

  private constructor(private readonly session: Session) {
    super();
  }

  static readonly of = onePerKey((session: Session) => new Unread(session));

  /** Reads how much there is. Where that fails, what is shown stays as it is. */
  async load(): Promise<void> {
    const { session } = this;
    const token = session.current?.token;
    let list: Pick<NotificationList, 'items' | 'unread'> = { items: [], unread: 0 };
    try {
      if (token) list = await session.read<NotificationList>('/v1/me/notifications?unread');
    } catch {
      return;
    }
    // The answer may be another reader's.
    if (token !== session.current?.token) return;
    this.hasGrown = list.unread > this.count;
    this.count = list.unread;
    this.items = list.items;
    this.tellWatchers();
  }

  /** Reads it again once the service has had time to tell of what has just happened. */
  loadSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.load(), TOLD_AFTER_MS);
  }

  /** "2 replies to you" where all are of one kind. */
  label(words: Words): string {
    const { items, count } = this;
    const kind = items.every(({ type }) => type === items[0]?.type) && items.length === count ? items[0]?.type : null;
    return words.say(count > 0 ? `unread.${kind ?? 'any'}` : 'inbox', { count });
  }
}
