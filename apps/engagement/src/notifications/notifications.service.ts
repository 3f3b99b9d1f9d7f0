import {
  LIMITS,
  type Notification,
  type NotificationList,
  type NotificationQuery,
  type ReaderNotificationList,
  type ReaderNotificationQuery,
  type ReadNotifications,
  type UnreadNotifications,
} from '@afterword/contracts';
import { Cursor, MAX_ID, pageOf, type ReaderIdentity } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Avatars } from '../avatars';
import { ReaderList } from '../readers';
import { SitesService } from '../sites';
import { MailPageLinks } from './mail-page-links';
import { toNotification } from './notification';
import { NotificationEvents } from './notification-events';
import { NotificationsRepository } from './notifications.repository';

const cursor = new Cursor(z.tuple([z.literal('notifications'), z.uuid()]));

type Owner = Pick<ReaderIdentity, 'siteId' | 'id'>;

/** What a reader is told. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly events: NotificationEvents,
    private readonly notifications: NotificationsRepository,
    private readonly readers: ReaderList,
    private readonly sites: SitesService,
    private readonly avatars: Avatars,
    private readonly mailPage: MailPageLinks,
  ) {}

  /** What the reader is shown, the newest first. @throws DomainError `invalid-request` for a cursor that no list gave */
  async inbox(reader: Owner, { unread: onlyUnread, ...page }: NotificationQuery): Promise<NotificationList> {
    await this.events.start();
    const [list, unread, mailSettingsUrl] = await Promise.all([
      this.list(reader, { ...page, unread: onlyUnread !== 'false', all: false }),
      this.notifications.countUnread(reader),
      this.mailPage.addressFor(reader),
    ]);
    return { ...list, unread, mailSettingsUrl };
  }

  /** The newest of what the reader is shown, up to a page. */
  async newest(reader: Owner): Promise<Notification[]> {
    return (await this.list(reader, { limit: LIMITS.pageSizeMax, unread: false, all: false })).items;
  }

  /**
   * What a reader was told, for staff, with what became of it.
   * @throws DomainError `reader-not-found`, `invalid-request` for a cursor that no list gave
   */
  async ofReader(siteId: string, id: string, page: ReaderNotificationQuery): Promise<ReaderNotificationList> {
    const site = await this.sites.get(siteId);
    const reader = await this.readers.get(site.id, id);
    return this.list({ siteId: site.id, id: reader.id }, { ...page, unread: false, all: true });
  }

  async markRead(reader: Owner, { ids, until }: ReadNotifications): Promise<UnreadNotifications> {
    if (ids) await this.notifications.markRead(reader, ids);
    else if (until !== undefined) await this.notifications.markReadUntil(reader, until);
    return { unread: await this.notifications.countUnread(reader) };
  }

  private async list(
    reader: Owner,
    { limit, cursor: after, unread, all }: ReaderNotificationQuery & { unread: boolean; all: boolean },
  ): Promise<ReaderNotificationList> {
    const before = after === undefined ? MAX_ID : cursor.decode(after)[1];
    const site = await this.sites.get(reader.siteId);
    const rows = await this.notifications.list(reader, { before, limit: limit + 1, unread, all });
    const { items, next } = pageOf(rows, limit, ({ id }) => cursor.encode(['notifications', id]));
    return { items: items.map((row) => toNotification(row, (stored) => this.avatars.toAuthor(stored, site))), next };
  }
}
