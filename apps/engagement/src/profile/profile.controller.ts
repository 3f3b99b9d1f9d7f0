import {
  type Me,
  type TransferList,
  type TransferListQuery,
  TransferListQuerySchema,
  UpdateMeSchema,
} from '@afterword/contracts';
import { bearerToken, Limited } from '@afterword/platform';
import type { ReaderPrincipal } from '@afterword/platform';
import { Body, Controller, Delete, Get, Header, HttpCode, Patch, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentReader, ReaderGuard, SessionsService } from '../readers';
import { ProfileService } from './profile.service';
import { ReaderExport } from './reader-export';

/** What readers see and decide of themselves. */
@Controller('v1/me')
@UseGuards(ReaderGuard)
export class ProfileController {
  constructor(
    private readonly profile: ProfileService,
    private readonly exports: ReaderExport,
    private readonly sessions: SessionsService,
  ) {}

  @Limited('read')
  @Get()
  @Header('cache-control', 'private, no-store')
  me(@CurrentReader() principal: ReaderPrincipal): Promise<Me> {
    return this.profile.describe(principal.reader);
  }

  @Limited('edit')
  @Patch()
  async rename(
    @CurrentReader() principal: ReaderPrincipal,
    @Req() request: FastifyRequest,
    @Body({ schema: UpdateMeSchema }) { name }: { name: string },
  ): Promise<Me> {
    const me = await this.profile.rename(principal, name);
    this.forget(request);
    return me;
  }

  /** The statement of the reader's wallet, the newest transfer first. */
  @Limited('read')
  @Get('transfers')
  @Header('cache-control', 'private, no-store')
  transfers(
    @CurrentReader() principal: ReaderPrincipal,
    @Query({ schema: TransferListQuerySchema }) query: TransferListQuery,
  ): Promise<TransferList> {
    return this.profile.transfers(principal.reader, query);
  }

  /** Everything that is stored of the reader, as a file. */
  @Limited('account')
  @Get('export')
  async export(@CurrentReader() principal: ReaderPrincipal, @Res() reply: FastifyReply): Promise<void> {
    await reply
      .header('cache-control', 'private, no-store')
      .header('content-disposition', 'attachment; filename="afterword.json"')
      .type('application/json; charset=utf-8')
      .send(this.exports.of(principal.reader));
  }

  /** Signs the reader out everywhere. */
  @Limited('account')
  @Delete('sessions')
  @HttpCode(204)
  async endSessions(@CurrentReader() principal: ReaderPrincipal, @Req() request: FastifyRequest): Promise<void> {
    await this.profile.endSessions(principal);
    this.forget(request);
  }

  @Limited('account')
  @Delete()
  @HttpCode(204)
  async delete(@CurrentReader() principal: ReaderPrincipal, @Req() request: FastifyRequest): Promise<void> {
    await this.profile.delete(principal);
    this.forget(request);
  }

  private forget(request: FastifyRequest): void {
    this.sessions.forget(bearerToken(request) ?? '');
  }
}
