import { DescribePageSchema, type Page, PageSchema } from '@afterword/contracts';
import { CurrentPrincipal, Operation, type Principal, sendJson, sendReady } from '@afterword/platform';
import { Body, Controller, Get, Param, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SitesService } from '../sites';
import { PageKeySchema } from './page-key';
import { type PageDescription, PagesService } from './pages.service';

@Controller()
export class PagesController {
  constructor(
    private readonly pages: PagesService,
    private readonly sites: SitesService,
  ) {}

  @Operation({
    id: 'readPage',
    tag: 'Pages',
    summary: 'Returns a page with its counters; with a token, also the reader’s own reactions and rewards.',
    access: 'viewer',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, schema: PageSchema },
  })
  @Get('v1/sites/:site/pages/:page')
  async read(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) key: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const site = await this.sites.get(siteId);
    if (principal.kind === 'anonymous')
      return void sendReady(request, reply, await this.pages.ready(site, key, request.url));
    await sendJson(request, reply, await this.pages.read(site, key, principal), 'private, no-cache');
  }

  @Operation({
    id: 'describePage',
    tag: 'Pages',
    summary: 'Sets a page’s URL and title: a reader once, on the site’s origins; staff and the operator always.',
    access: 'reader-or-operator',
    limit: 'edit',
    answer: { status: 200, schema: PageSchema },
    problems: ['url-not-allowed', 'page-described'],
  })
  @Put('v1/sites/:site/pages/:page')
  async describe(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) key: string,
    @Body({ schema: DescribePageSchema }) body: PageDescription,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page> {
    const site = await this.sites.get(siteId);
    await this.pages.describe(site, key, body, principal);
    return this.pages.read(site, key, principal);
  }
}
