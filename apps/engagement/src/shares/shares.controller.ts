import { CreateShareSchema, type Share, ShareSchema } from '@afterword/contracts';
import {
  CurrentReader,
  type IdempotencyKey,
  Operation,
  type ReaderPrincipal,
  RequestIdempotencyKey,
  sendCacheable,
} from '@afterword/platform';
import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { PageKeySchema } from '../pages';
import { SitesService } from '../sites';
import { qrCodeOf } from './qr-code';
import { SharesService } from './shares.service';
import { visitorOf } from './visitor';

const CODE = { description: 'The code of a short link.', schema: { type: 'string' } } as const;

/** The URL determines the picture. For a day: the page may be gone then. */
const QR_CACHE = 'public, max-age=86400';

@Controller()
export class SharesController {
  constructor(
    private readonly shares: SharesService,
    private readonly sites: SitesService,
  ) {}

  @Operation({
    id: 'sharePage',
    tag: 'Shares and rewards',
    summary: 'Shares the page through a channel; returns a short link.',
    access: 'reader',
    limit: 'share',
    idempotencyKey: 'optional',
    answer: { status: 201, schema: ShareSchema },
  })
  @Post('v1/sites/:site/pages/:page/shares')
  async share(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) pageKey: string,
    @Body({ schema: CreateShareSchema }) { channel }: z.infer<typeof CreateShareSchema>,
    @CurrentReader() principal: ReaderPrincipal,
    @RequestIdempotencyKey() key: IdempotencyKey | null,
  ): Promise<Share> {
    return this.shares.share({ site: await this.sites.get(siteId), pageKey, principal, channel, key });
  }

  /** 302 to the page, and one visit counted where somebody opens the link. */
  @Operation({
    id: 'visitShare',
    parameters: { code: CODE },
    tag: 'Shares and rewards',
    summary:
      'Redirects to the page, and counts one visit for each visitor and day. Visitors are people: bots, link previews, HEAD and prefetches are not counted.',
    access: 'anonymous',
    limit: 'visit',
    answer: { status: 302 },
    problems: ['share-not-found'],
  })
  @Get('s/:code')
  async visit(@Param('code') code: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const url = await this.shares.visit(code, visitorOf(request));
    await reply.header('cache-control', 'no-store').header('referrer-policy', 'origin').redirect(url, 302);
  }

  /** Looking at the code is no visit: whoever scans it comes by the link. */
  @Operation({
    id: 'readShareQrCode',
    parameters: { code: CODE },
    tag: 'Shares and rewards',
    summary: 'Returns the short link as a QR code.',
    access: 'anonymous',
    limit: 'read',
    everyOrigin: true,
    cacheable: true,
    answer: { status: 200, mediaType: 'image/svg+xml' },
    problems: ['share-not-found'],
  })
  @Get('s/:code/qr.svg')
  async qrCode(@Param('code') code: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const body = qrCodeOf(await this.shares.linkOf(code));
    void reply
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('x-content-type-options', 'nosniff');
    await sendCacheable(request, reply, { body, contentType: 'image/svg+xml', cacheControl: QR_CACHE });
  }
}
