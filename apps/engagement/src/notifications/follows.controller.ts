import {
  type Following,
  FollowingSchema,
  type FollowList,
  FollowListSchema,
  type PageFollowing,
  PageFollowingSchema,
  type ReaderNotificationQuery,
  ReaderNotificationQuerySchema,
} from '@afterword/contracts';
import { CurrentReader, Operation, type ReaderPrincipal } from '@afterword/platform';
import { Controller, Delete, Get, Header, Param, Put, Query } from '@nestjs/common';
import { CommentsService } from '../comments';
import { PageKeySchema } from '../pages';
import { SitesService } from '../sites';
import { FollowsService } from './follows.service';

@Controller('v1')
export class FollowsController {
  constructor(
    private readonly follows: FollowsService,
    private readonly comments: CommentsService,
    private readonly sites: SitesService,
  ) {}

  @Operation({
    id: 'readPageFollow',
    tag: 'Notifications',
    summary: 'Returns whether the reader follows the page, and which of its comments.',
    access: 'reader',
    limit: 'read',
    answer: { status: 200, schema: PageFollowingSchema },
  })
  @Get('sites/:site/pages/:page/follow')
  @Header('cache-control', 'private, no-store')
  async read(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) key: string,
    @CurrentReader() principal: ReaderPrincipal,
  ): Promise<PageFollowing> {
    return this.follows.onPage(await this.sites.get(siteId), key, principal);
  }

  @Operation({
    id: 'followPage',
    tag: 'Notifications',
    summary: 'The reader is told of new comments on the page. Idempotent.',
    access: 'reader',
    limit: 'edit',
    answer: { status: 200, schema: FollowingSchema },
    problems: ['too-many-follows'],
  })
  @Put('sites/:site/pages/:page/follow')
  async followPage(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) key: string,
    @CurrentReader() principal: ReaderPrincipal,
  ): Promise<Following> {
    await this.follows.followPage(await this.sites.get(siteId), key, principal);
    return { following: true };
  }

  @Operation({
    id: 'unfollowPage',
    tag: 'Notifications',
    summary: 'The reader is told of new comments on the page no longer. Idempotent.',
    access: 'reader',
    limit: 'edit',
    answer: { status: 200, schema: FollowingSchema },
  })
  @Delete('sites/:site/pages/:page/follow')
  async unfollowPage(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) key: string,
    @CurrentReader() principal: ReaderPrincipal,
  ): Promise<Following> {
    await this.follows.unfollowPage(await this.sites.get(siteId), key, principal);
    return { following: false };
  }

  @Operation({
    id: 'followComment',
    tag: 'Notifications',
    summary: 'The reader is told of new replies below the comment, at every level. Idempotent.',
    access: 'reader',
    limit: 'edit',
    answer: { status: 200, schema: FollowingSchema },
    problems: ['too-many-follows', 'comment-not-found'],
  })
  @Put('comments/:id/follow')
  async followComment(@Param('id') id: string, @CurrentReader() principal: ReaderPrincipal): Promise<Following> {
    await this.follows.followComment(await this.comments.find(id, principal), principal);
    return { following: true };
  }

  @Operation({
    id: 'unfollowComment',
    tag: 'Notifications',
    summary:
      'The reader is told of new replies below the comment no longer. Idempotent, also where the comment is deleted.',
    access: 'reader',
    limit: 'edit',
    answer: { status: 200, schema: FollowingSchema },
    problems: ['comment-not-found'],
  })
  @Delete('comments/:id/follow')
  async unfollowComment(@Param('id') id: string, @CurrentReader() principal: ReaderPrincipal): Promise<Following> {
    await this.follows.unfollowComment(id, principal);
    return { following: false };
  }

  @Operation({
    id: 'listMyFollows',
    tag: 'Notifications',
    summary: 'Lists the pages and comments that the reader follows.',
    access: 'reader',
    limit: 'read',
    answer: { status: 200, schema: FollowListSchema },
  })
  @Get('me/follows')
  @Header('cache-control', 'private, no-store')
  list(
    @Query({ schema: ReaderNotificationQuerySchema }) query: ReaderNotificationQuery,
    @CurrentReader() principal: ReaderPrincipal,
  ): Promise<FollowList> {
    return this.follows.list(principal, query);
  }
}
