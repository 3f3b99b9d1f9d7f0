import { type FollowList, type PageFollowing, type ReaderNotificationQuery, type Site } from '@afterword/contracts';
import { Cursor, DomainError, execute, NIL_ID, pageOf, type ReaderPrincipal, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { type CommentRow, CommentsRepository } from '../comments';
import { PageIds, PageWrites } from '../page-writes';
import { PagesRepository } from '../pages';
import { AddFollow } from './add-follow.writer';
import { DELETE_FOLLOW, FOLLOWS_ON_PAGE, LIST_FOLLOWS } from './follows.sql';
import { NotificationEvents } from './notification-events';

interface FollowRow {
  id: string;
  isComment: boolean;
  page: FollowList['items'][number]['page'];
  since: Date;
}

const cursor = new Cursor(z.tuple([z.literal('follows'), z.uuid()]));

/** The pages and comments that readers follow. */
@Injectable()
export class FollowsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly events: NotificationEvents,
    private readonly ids: PageIds,
    private readonly pages: PagesRepository,
    private readonly comments: CommentsRepository,
    private readonly writes: PageWrites,
    private readonly addFollow: AddFollow,
  ) {}

  /** @throws DomainError `too-many-follows`, `page-not-found` where readers cannot create pages */
  async followPage(site: Site, key: string, principal: ReaderPrincipal): Promise<void> {
    await this.events.start();
    await this.ids.change({ site, key, principal }, (page) =>
      this.writes.run(this.addFollow, { siteId: site.id, ...page, principal, key: null, commentId: null }),
    );
  }

  /** @throws DomainError `too-many-follows` */
  async followComment({ siteId, pageId, id }: CommentRow, principal: ReaderPrincipal): Promise<void> {
    await this.events.start();
    await this.writes.run(this.addFollow, { siteId, pageId, principal, key: null, commentId: id });
  }

  /** A page that nobody has done anything on is followed by nobody. */
  async unfollowPage(site: Site, key: string, principal: ReaderPrincipal): Promise<void> {
    const page = await this.pages.find(site.id, key);
    if (page) await this.unfollow(page.id, principal);
  }

  /** Also a comment that is deleted. @throws DomainError `comment-not-found`, `forbidden` for a reader of another site */
  async unfollowComment(id: string, principal: ReaderPrincipal): Promise<void> {
    const comment = z.uuid().safeParse(id).success ? await this.comments.find(id) : null;
    if (!comment) throw new DomainError('comment-not-found');
    if (comment.siteId !== principal.reader.siteId) throw new DomainError('forbidden');
    await this.unfollow(id, principal);
  }

  private async unfollow(id: string, { reader }: ReaderPrincipal): Promise<void> {
    await execute(this.dataSource, DELETE_FOLLOW, [reader.siteId, reader.id, id]);
  }

  async onPage(site: Site, key: string, { reader }: ReaderPrincipal): Promise<PageFollowing> {
    const page = await this.pages.find(site.id, key);
    const rows = page ? await rowsOf<FollowRow>(this.dataSource, FOLLOWS_ON_PAGE, [site.id, reader.id, page.id]) : [];
    return {
      following: rows.some(({ isComment }) => !isComment),
      comments: rows.filter(({ isComment }) => isComment).map(({ id }) => id),
    };
  }

  /** By id. @throws DomainError `invalid-request` for a cursor that no list gave */
  async list({ reader }: ReaderPrincipal, { limit, cursor: after }: ReaderNotificationQuery): Promise<FollowList> {
    const from = after === undefined ? NIL_ID : cursor.decode(after)[1];
    const rows = await rowsOf<FollowRow>(this.dataSource, LIST_FOLLOWS, [reader.siteId, reader.id, from, limit + 1]);
    const { items, next } = pageOf(rows, limit, ({ id }) => cursor.encode(['follows', id]));
    return {
      items: items.map(({ id, isComment, page, since }) => ({
        ...{ id, page, comment: isComment ? id : null, since: since.toISOString() },
      })),
      next,
    };
  }
}
