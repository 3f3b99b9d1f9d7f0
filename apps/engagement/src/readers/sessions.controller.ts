import { type CreateSession, CreateSessionSchema, type Session, SessionSchema } from '@afterword/contracts';
import { type IdempotencyKey, Operation, RequestIdempotencyKey, bearerToken } from '@afterword/platform';
import { Body, Controller, Delete, Header, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { clientWithBrowser } from '../guest-clients';
import { SitesService } from '../sites';
import { SessionsService } from './sessions.service';
import { SignInService } from './sign-in.service';

@Controller('v1')
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly signIn: SignInService,
    private readonly sites: SitesService,
  ) {}

  /** A session for a new guest, or for the reader that the site's single sign-on token names. */
  @Operation({
    id: 'createSession',
    tag: 'Readers',
    summary: 'Opens a session for a new guest, or for the reader named by the site’s single sign-on token.',
    access: 'anonymous',
    limit: 'session',
    idempotencyKey: 'optional',
    answer: { status: 201, schema: SessionSchema },
    problems: [
      'unauthorized',
      'guests-not-allowed',
      'reader-banned',
      'proof-required',
      'proof-invalid',
      'name-reserved',
    ],
  })
  @Post('sites/:site/sessions')
  @Header('cache-control', 'no-store')
  async createSession(
    @Param('site') siteId: string,
    @Body({ schema: CreateSessionSchema }) request: CreateSession,
    @RequestIdempotencyKey() key: IdempotencyKey | null,
    @Req() http: FastifyRequest,
  ): Promise<Session> {
    return this.signIn.signIn({ site: await this.sites.get(siteId), request, key, ...clientWithBrowser(http) });
  }

  @Operation({
    id: 'endSession',
    tag: 'Readers',
    summary: 'Ends this session.',
    access: 'reader',
    limit: 'edit',
    answer: { status: 204 },
  })
  @Delete('sessions/current')
  async endSession(@Req() request: FastifyRequest): Promise<void> {
    await this.sessions.end(bearerToken(request) ?? '');
  }
}
