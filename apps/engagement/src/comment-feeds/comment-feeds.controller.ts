import { Operation, sendReady } from '@afterword/platform';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PageKeySchema } from '../pages';
import { SitesService } from '../sites';
import type { FeedFormat } from './comment-feed';
import { CommentFeedsService } from './comment-feeds.service';

const common = { tag: 'Comments', access: 'anonymous', limit: 'read', cacheable: true } as const;
const atom = { ...common, answer: { status: 200, mediaType: 'application/atom+xml' } } as const;
const json = { ...common, answer: { status: 200, mediaType: 'application/feed+json' } } as const;

/** The latest comments, for programs that poll. */
@Controller('v1/sites/:site')
export class CommentFeedsController {
  constructor(
    private readonly feeds: CommentFeedsService,
    private readonly sites: SitesService,
  ) {}

  @Operation({ ...atom, id: 'readPageFeed', summary: 'The latest comments of a page as Atom.' })
  @Get('pages/:page/comments/feed.xml')
  async atomOfPage(
    @Param('site') site: string,
    @Param('page', { schema: PageKeySchema }) page: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.sendPage({ site, page, format: 'atom' }, request, reply);
  }

  @Operation({ ...json, id: 'readPageJsonFeed', summary: 'The latest comments of a page as JSON Feed 1.1.' })
  @Get('pages/:page/comments/feed.json')
  async jsonOfPage(
    @Param('site') site: string,
    @Param('page', { schema: PageKeySchema }) page: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.sendPage({ site, page, format: 'json' }, request, reply);
  }

  @Operation({ ...atom, id: 'readSiteFeed', summary: 'The latest comments of a site as Atom.' })
  @Get('comments/feed.xml')
  async atomOfSite(
    @Param('site') site: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendReady(request, reply, await this.feeds.ofSite(await this.sites.get(site), 'atom'));
  }

  @Operation({ ...json, id: 'readSiteJsonFeed', summary: 'The latest comments of a site as JSON Feed 1.1.' })
  @Get('comments/feed.json')
  async jsonOfSite(
    @Param('site') site: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendReady(request, reply, await this.feeds.ofSite(await this.sites.get(site), 'json'));
  }

  private async sendPage(
    { site, page, format }: { site: string; page: string; format: FeedFormat },
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const asked = { format, url: request.url };
    sendReady(request, reply, await this.feeds.ofPage(await this.sites.get(site), page, asked));
  }
}
