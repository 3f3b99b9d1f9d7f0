import { LIMITS, type Notification } from '@afterword/contracts';
import { Injectable } from '@nestjs/common';
import { Avatars } from '../avatars';
import { SitesService } from '../sites';
import { toNotification } from './notification';
import { type MailBatch, NotificationsRepository } from './notifications.repository';

/** What goes into a mail, as it is now. */
export interface BatchContents {
  /** The newest of what is told, up to `LIMITS.notificationsInMail`. */
  listed: Notification[];
  /** How many are told, those included that are not listed. */
  count: number;
  /** What the reader has read meanwhile. */
  read: string[];
  /** What is not shown any more. */
  hidden: string[];
}

/** Notifications that are sent together. */
@Injectable()
export class NotificationBatches {
  constructor(
    private readonly notifications: NotificationsRepository,
    private readonly sites: SitesService,
    private readonly avatars: Avatars,
  ) {}

  /** A notification as it is now, or why it is not told any more; one that is gone is `hidden`. */
  async toldNow(owner: Omit<MailBatch, 'batch'>, id: string): Promise<Notification | 'read' | 'hidden'> {
    const [row] = await this.notifications.byId(owner, [id]);
    if (row?.readAt) return 'read';
    if (!row?.isShown) return 'hidden';
    const site = await this.sites.get(owner.siteId);
    return toNotification(row, (stored) => this.avatars.toAuthor(stored, site));
  }

  async of(batch: MailBatch): Promise<BatchContents> {
    const site = await this.sites.get(batch.siteId);
    const states = await this.notifications.statesOfBatch(batch);
    const idsOf = (wanted: string) => states.filter(({ state }) => state === wanted).map(({ id }) => id);
    const told = idsOf('told');
    const rows = await this.notifications.byId(batch, told.slice(0, LIMITS.notificationsInMail));
    const hiddenSince = rows.filter(({ isShown }) => !isShown).map(({ id }) => id);
    return {
      listed: rows
        .filter(({ isShown }) => isShown)
        .map((row) => toNotification(row, (stored) => this.avatars.toAuthor(stored, site))),
      count: told.length - hiddenSince.length,
      read: idsOf('read'),
      hidden: [...idsOf('hidden'), ...hiddenSince],
    };
  }
}
