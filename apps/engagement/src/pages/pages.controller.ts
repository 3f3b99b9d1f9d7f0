import { DescribePageSchema, type Page } from '@afterword/contracts';
import { Limited, sendJson, sendReady } from '@afterword/platform';
import type { Principal } from '@afterword/platform';
import { Body, Controller, Get, Param, Put, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ReaderOrOperatorGuard, Viewer, ViewerGuard } from '../readers';
import { SitesService } from '../sites';
import { PageKeySchema } from './page-key';
import { type PageDescription, PagesService } from './pages.service';

@Controller()
export class PagesController {
  constructor(
    private readonly pages: PagesService,
    private readonly sites: SitesService,
  ) {}

  @Limited('read')
  @Get('v1/sites/:site/pages/:page')
  @UseGuards(ViewerGuard)
  async read(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) key: string,
    @Viewer() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const site = await this.sites.get(siteId);
    if (request.headers.authorization === undefined)
      return void sendReady(request, reply, await this.pages.ready(site, key, request.url));
    await sendJson(request, reply, await this.pages.read(site, key, principal), 'private, no-cache');
  }

  @Limited('edit')
  @Put('v1/sites/:site/pages/:page')
  @UseGuards(ReaderOrOperatorGuard)
  async describe(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) key: string,
    @Body({ schema: DescribePageSchema }) body: PageDescription,
    @Viewer() principal: Principal,
  ): Promise<Page> {
    const site = await this.sites.get(siteId);
    await this.pages.describe(site, key, body, principal);
    return this.pages.read(site, key, principal);
  }
}
