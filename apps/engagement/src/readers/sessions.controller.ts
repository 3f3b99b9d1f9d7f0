import { type CreateSession, CreateSessionSchema, type Session } from '@afterword/contracts';
import { bearerToken, type IdempotencyKey, Limited, RequestIdempotencyKey } from '@afterword/platform';
import { Body, Controller, Delete, Header, HttpCode, Ip, Param, Post, Req, UseGuards } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { SitesService } from '../sites';
import { ReaderGuard } from './reader.guard';
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
  @Limited('session')
  @Post('sites/:site/sessions')
  @Header('cache-control', 'no-store')
  async createSession(
    @Param('site') siteId: string,
    @Body({ schema: CreateSessionSchema }) request: CreateSession,
    @RequestIdempotencyKey() key: IdempotencyKey | null,
    @Ip() address: string,
  ): Promise<Session> {
    return this.signIn.signIn({ site: await this.sites.get(siteId), request, key, address });
  }

  @Limited('edit')
  @Delete('sessions/current')
  @HttpCode(204)
  @UseGuards(ReaderGuard)
  async endSession(@Req() request: FastifyRequest): Promise<void> {
    await this.sessions.end(bearerToken(request) ?? '');
  }
}
