import {
  type EmbedCheck,
  EmbedCheckQuerySchema,
  type EmbedCheckRequest,
  EmbedCheckRequestSchema,
  EmbedCheckSchema,
  parseUrl,
} from '@afterword/contracts';
import { CONFIG, DomainError, Operation, type ServiceConfig } from '@afterword/platform';
import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { z } from 'zod';
import { pageHeaders, renderDocument } from '../pages/layout';
import { CheckPage, type CheckPageProps } from './check-page';
import { EmbedCheckService } from './embed-check.service';
import { wantsPage } from './wants-page';

export const CHECK_PATH = '/embed/check';

const headers = pageHeaders(["form-action 'self'", "frame-ancestors 'none'"]);

@Controller(CHECK_PATH)
export class EmbedCheckController {
  constructor(
    private readonly checks: EmbedCheckService,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** A page for who comes with a browser, JSON for who asks for that. */
  @Operation({
    id: 'checkEmbed',
    queryParameters: {
      origin: 'The origin of the pages that embed the widget.',
      csp: 'The content security policy of those pages.',
    },
    tag: 'Widget',
    summary:
      'What is wrong with how a site’s pages embed the widget: their origin, their content security policy. `origin` has to be named; a page with a form where HTML is asked for.',
    access: 'anonymous',
    limit: 'check',
    everyOrigin: true,
    answer: { status: 200, schema: EmbedCheckSchema },
  })
  @Get()
  async read(
    @Query({ schema: EmbedCheckQuerySchema }) { origin, site, csp }: z.infer<typeof EmbedCheckQuerySchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if ('sso' in (request.query as object)) {
      throw refused('sso', 'must be sent by POST: addresses are kept in histories and logs');
    }
    if (origin !== undefined) return this.answer({ origin, site, csp }, { request, reply });
    if (!wantsPage(request.headers.accept)) throw refused('origin', 'must be named');
    this.sendPage(reply, { asked: { site, csp }, result: null });
  }

  /** The same, with a token to check. */
  @Operation({
    id: 'checkEmbedWithToken',
    tag: 'Widget',
    summary: 'Checks an embed as the GET does, and a single sign-on token. The form submits here.',
    access: 'anonymous',
    limit: 'check',
    everyOrigin: true,
    bodyName: 'CheckEmbed',
    answer: { status: 200, schema: EmbedCheckSchema },
  })
  @Post()
  async ask(
    @Body({ schema: EmbedCheckRequestSchema }) asked: EmbedCheckRequest,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer(asked, { request, reply });
  }

  private async answer(
    asked: EmbedCheckRequest,
    { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  ): Promise<void> {
    const result = await this.checks.check({ ...asked, reachedAt: addressOf(request) });
    if (!wantsPage(request.headers.accept)) return sendJson(reply, result);
    const { origin, site, csp } = asked;
    this.sendPage(reply, { asked: { origin, site, csp }, result });
  }

  private sendPage(reply: FastifyReply, props: CheckPageProps): void {
    void prepare(reply)
      .headers(headers)
      .type('text/html; charset=utf-8')
      .send(renderDocument(h(CheckPage, props), this.config.engagementUrl));
  }
}

const refused = (path: string, message: string) => new DomainError('invalid-request', { errors: [{ path, message }] });

/** Where the request was sent to, as the client or a trusted proxy says. */
function addressOf({ protocol, host }: FastifyRequest): string | null {
  return parseUrl(`${protocol}://${host}`)?.origin ?? null;
}

function sendJson(reply: FastifyReply, result: EmbedCheck): void {
  void prepare(reply).type('application/json; charset=utf-8').send(JSON.stringify(result));
}

/** A token's findings are nobody else's, and a set-up is looked at again after each change. */
const prepare = (reply: FastifyReply) => reply.header('cache-control', 'no-store').header('vary', 'accept');
