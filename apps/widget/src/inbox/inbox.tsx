import type { Notification, NotificationList, ReadNotifications } from '@afterword/contracts';
import { actOf } from '../actions/act';
import { Controller } from '../actions/controller';
import { panelOf, type PanelHost } from '../actions/panel';
import { withReader } from '../actions/sessions';
import { type Failure, failureOf } from '../failure';
import { Follows } from './follows';
import { Unread } from '../live/unread';
import { loadMenuWords } from '../menu/menu-words';
import { menuStyles } from '../menu/menu-styles';
import type { PageStore } from '../page-store';
import { commentElementId } from '../thread/ui';
import { formatAge, Notice } from '../ui';

export interface InboxOptions {
  page: PageStore;
  /** The address of a comment on a page. */
  addressOf: (id: string, page: string) => string;
  /** Shows a comment of this page where a link to it was pressed, unless the press opens it elsewhere. */
  follow: (event: MouseEvent, id: string) => void;
}

/** How a mention is written in Markdown, of which an excerpt may have the beginning only. */
const MENTION = /\[(@[^\]]*)\]\(mention:[\da-f-]*\)?/g;

/** What is written in the other direction does not change the order of the words around it. */
const isolated = (text: string): string => `\u2068${text}\u2069`;

/** What a reader is told, newest first. */
export class Inbox extends Controller {
  private items: readonly Notification[] = [];
  private next: string | null = null;
  private settingsLink?: string | null;
  private isLoading?: boolean;
  private failure: { failure: Failure; text: 'inboxFailed' | undefined; again: () => void } | null = null;
  private statusWords = '';
  private readonly unread: Unread;
  private readonly follows: Follows;

  constructor(
    protected override readonly host: PanelHost,
    private readonly options: InboxOptions,
  ) {
    super(host);
    host.adopt(menuStyles);
    this.unread = Unread.of(options.page.session);
    this.unread.watch(() => this.take());
    this.follows = Follows.of(options.page);
    this.follows.watch(() => this.tellWatchers());
  }

  /** Reads the list anew. @throws where its messages cannot be loaded */
  async open(): Promise<void> {
    await loadMenuWords(this.words);
    this.items = [];
    void this.load('');
  }

  panel() {
    const { words, items, next, failure } = this;
    return panelOf(
      words.say('inbox'),
      this.host.close,
      <>
        <span class="aw-row">
          <b>{words.say('inbox')}</b>
          <span class="aw-spacer">
            {this.unread.count > 0 && actOf(words.say('readAll'), () => void this.readAll())}
            {actOf(words.say('close'), this.host.close)}
          </span>
        </span>
        {items[0] ? (
          <ul class="aw-notes">{items.map((item) => this.item(item))}</ul>
        ) : (
          !failure && <p class="aw-hint">{words.say(this.isLoading ? 'inboxLoading' : 'inboxEmpty')}</p>
        )}
        <span class="aw-hidden" role="status">
          {this.statusWords}
        </span>
        {failure &&
          (failure.text ? (
            <Notice words={words} text={words.say(failure.text)} onRetry={failure.again} />
          ) : (
            this.notice(failure.failure, failure.again)
          ))}
        {next && actOf(words.say('older'), () => void this.load(next))}
        <div class="aw-choices">
          <label>
            <input
              type="checkbox"
              checked={this.follows.has(null)}
              onChange={({ currentTarget }) => void this.do(() => this.follows.set(null, currentTarget.checked))}
            />
            {words.say('follow')}
          </label>
        </div>
        {this.settingsLink && (
          <a class="aw-act" href={this.settingsLink} target="_blank">
            {words.say('inboxSettings')}
          </a>
        )}
      </>,
    );
  }

  private item(item: Notification) {
    const { words } = this;
    const { id, read, at, page, comment } = item;
    const address = this.isHere(item) ? location.href : page.url;
    const inside = (
      <>
        <p>
          <b>{this.told(item)}</b> {!read && <span class="aw-badge">{words.say('isNew')}</span>}
        </p>
        <p dir="auto">{comment?.excerpt?.replace(MENTION, '$1')}</p>
        <time class="aw-hint" dateTime={at}>
          {formatAge(at, Date.now(), words.locale)}
        </time>
      </>
    );
    return (
      <li key={id}>
        {address === null ? (
          <div class="aw-item">{inside}</div>
        ) : (
          <a
            class="aw-item"
            href={comment ? this.options.addressOf(comment.id, address) : address}
            onClick={(event) => this.go(event, item)}
          >
            {inside}
          </a>
        )}
      </li>
    );
  }

  private isHere({ page, comment }: Notification): boolean {
    const { key, address } = this.options.page;
    return comment !== null && (page.key === key || page.key === address.page);
  }

  /** What has happened. */
  private told({ type, actor, page, comment, decision, amount = 0 }: Notification): string {
    const { words } = this;
    const kind = type === 'reward' ? (comment ? 'rewardComment' : 'rewardPage') : type;
    return words.say(`told.${decision ?? kind}` as 'told.reply', {
      name: isolated(words.name(actor?.name ?? words.say('somebody'))),
      page: isolated(page.title ?? page.key),
      points: words.points(amount),
    });
  }

  private go(event: MouseEvent, item: Notification): void {
    const { id, read, comment } = item;
    if (!read) void this.read({ ids: [id] }, [item]);
    if (!comment || !this.isHere(item)) return;
    this.options.follow(event, comment.id);
    if (!event.defaultPrevented) return;
    this.host.close();
    this.host.focusOn(`#${commentElementId(comment.id)}`);
  }

  private async readAll(): Promise<void> {
    const { items } = this;
    // The pressed button goes.
    this.host.focusOn('.aw-panel');
    if (items[0] && (await this.read({ until: items[0].at }, items))) this.statusWords = this.words.say('allRead');
    this.tellWatchers();
  }

  /** Marks notifications as read. @returns whether the service has */
  private read(which: ReadNotifications, items: readonly Notification[]): Promise<boolean> {
    return this.do(async () => {
      await this.send('POST', 'notifications/read', which);
      this.items = this.items.map((item) => (items.includes(item) ? { ...item, read: true } : item));
      await this.unread.load();
    });
  }

  /** @param cursor of the page to add; empty for the first one */
  private async load(cursor: string): Promise<void> {
    if (this.isLoading) return;
    this.isLoading = true;
    this.next = null;
    // The pressed button goes.
    if (cursor) this.host.focusOn(`.aw-notes li:nth-child(${this.items.length + 1}) a`);
    await this.do(async () => {
      const query = cursor && `?${new URLSearchParams({ cursor })}`;
      const list = await this.send<NotificationList>('GET', `notifications${query}`);
      this.items = cursor ? [...this.items, ...list.items] : list.items;
      this.next = list.next;
      this.settingsLink = list.mailSettingsUrl;
      if (cursor) return;
      await this.follows.load();
    }, 'inboxFailed');
    this.isLoading = false;
    this.tellWatchers();
  }

  /** Does something, and offers to do it again where it fails. @param text that tells of it then. @returns whether it was done */
  private async do(work: () => Promise<void>, text?: 'inboxFailed'): Promise<boolean> {
    this.failure = null;
    this.statusWords = '';
    this.tellWatchers();
    try {
      await work();
    } catch (error) {
      this.failure = { failure: failureOf(error), text, again: () => void this.do(work, text) };
    }
    this.tellWatchers();
    return !this.failure;
  }

  private send<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const { session } = this.options.page;
    return withReader(session, (token) =>
      // The reader may be on the way to another page.
      session.client.call<Answer>(method, `/v1/me/${path}`, { token, body, keepalive: true }),
    );
  }

  /** Shows what has come meanwhile. */
  private take(): void {
    if (this.isLoading || this.failure) return;
    const [{ at: newest } = { at: '' }] = this.items;
    this.items = [...this.unread.items.filter(({ at }) => at > newest), ...this.items];
    this.tellWatchers();
  }
}
