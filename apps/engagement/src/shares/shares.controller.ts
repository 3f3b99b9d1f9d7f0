import { CreateShareSchema, type Share } from '@afterword/contracts';
import { type IdempotencyKey, Limited, RequestIdempotencyKey } from '@afterword/platform';
import type { ReaderPrincipal } from '@afterword/platform';
import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { PageKeySchema } from '../pages';
import { CurrentReader, ReaderGuard } from '../readers';
import { SitesService } from '../sites';
import { SharesService } from './shares.service';

@Controller()
export class SharesController {
  constructor(
    private readonly shares: SharesService,
    private readonly sites: SitesService,
  ) {}

  @Limited('share')
  @Post('v1/sites/:site/pages/:page/shares')
  @UseGuards(ReaderGuard)
  async share(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) pageKey: string,
    @Body({ schema: CreateShareSchema }) { channel }: z.infer<typeof CreateShareSchema>,
    @CurrentReader() principal: ReaderPrincipal,
    @RequestIdempotencyKey() key: IdempotencyKey | null,
  ): Promise<Share> {
    return this.shares.share({ site: await this.sites.get(siteId), pageKey, principal, channel, key });
  }

  /** 302 to the page, and one visit counted. */
  @Limited('visit')
  @Get('s/:code')
  async visit(@Param('code') code: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visitor = { address: request.ip, userAgent: request.headers['user-agent'] ?? '' };
    const url = await this.shares.visit(code, visitor);
    await reply.header('cache-control', 'no-store').header('referrer-policy', 'origin').redirect(url, 302);
  }
}
