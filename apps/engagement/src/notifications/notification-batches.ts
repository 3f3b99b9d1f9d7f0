import type { Notification } from '@afterword/contracts';
import { Injectable } from '@nestjs/common';
import { Avatars } from '../avatars';
import { SitesService } from '../sites';
import { toNotification } from './notification';
import { NotificationsRepository } from './notifications.repository';

/** What goes into a mail, as it is now. */
export interface NotificationBatch {
  /** What is told, the newest first. */
  told: Notification[];
  /** What the reader has read meanwhile. */
  read: Notification[];
  /** What is not shown any more. */
  hidden: Notification[];
}

/** Notifications that are sent together. */
@Injectable()
export class NotificationBatches {
  constructor(
    private readonly notifications: NotificationsRepository,
    private readonly sites: SitesService,
    private readonly avatars: Avatars,
  ) {}

  async of(batch: { siteId: string; readerId: string; batch: string }): Promise<NotificationBatch> {
    const site = await this.sites.get(batch.siteId);
    const rows = await this.notifications.batch(batch);
    const listed = (is: (row: (typeof rows)[number]) => boolean) =>
      rows.filter(is).map((row) => toNotification(row, (stored) => this.avatars.toAuthor(stored, site)));
    return {
      told: listed(({ readAt, isShown }) => readAt === null && isShown),
      read: listed(({ readAt }) => readAt !== null),
      hidden: listed(({ readAt, isShown }) => readAt === null && !isShown),
    };
  }
}
