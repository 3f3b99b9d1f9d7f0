import {
  type CreateSession,
  CreateSessionSchema,
  type Me,
  type Session,
  type TransferList,
  type TransferListQuery,
  TransferListQuerySchema,
  UpdateMeSchema,
} from '@afterword/contracts';
import { bearerToken, DomainError } from '@afterword/platform';
import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Req,
  UseGuards,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { LedgerReader } from '../ledger';
import { SitesService } from '../sites';
import { type Reader, toAuthor } from './reader';
import { CurrentReader, ReaderGuard } from './reader.guard';
import { SessionsService } from './sessions.service';
import { SsoService } from './sso.service';

@Controller('v1')
export class ReadersController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly sites: SitesService,
    private readonly sso: SsoService,
    private readonly ledger: LedgerReader,
  ) {}

  /** A session for a new guest, or for the reader that the site's single sign-on token names. */
  @Post('sites/:site/sessions')
  @Header('cache-control', 'no-store')
  async createSession(
    @Param('site') siteId: string,
    @Body({ schema: CreateSessionSchema }) body: CreateSession,
  ): Promise<Session> {
    const site = await this.sites.get(siteId);
    if ('sso' in body) return this.sso.signIn(site, body.sso);
    if (!site.guests) throw new DomainError('guests-not-allowed');
    return this.sessions.createGuest(site.id, body.name);
  }

  @Delete('sessions/current')
  @HttpCode(204)
  @UseGuards(ReaderGuard)
  async endSession(@Req() request: FastifyRequest): Promise<void> {
    await this.sessions.end(bearerToken(request) ?? '');
  }

  @Get('me')
  @Header('cache-control', 'private, no-store')
  @UseGuards(ReaderGuard)
  me(@CurrentReader() reader: Reader): Promise<Me> {
    return this.describe(reader);
  }

  /** The statement of the reader's wallet, the newest transfer first. */
  @Get('me/transfers')
  @Header('cache-control', 'private, no-store')
  @UseGuards(ReaderGuard)
  transfers(
    @CurrentReader() reader: Reader,
    @Query({ schema: TransferListQuerySchema }) query: TransferListQuery,
  ): Promise<TransferList> {
    return this.ledger.walletStatement(reader.siteId, reader.id, query);
  }

  @Patch('me')
  @UseGuards(ReaderGuard)
  async rename(
    @CurrentReader() reader: Reader,
    @Req() request: FastifyRequest,
    @Body({ schema: UpdateMeSchema }) body: { name: string },
  ): Promise<Me> {
    if (reader.role !== 'guest')
      throw new DomainError('forbidden', { detail: 'The site gives this reader their name.' });
    return this.describe(await this.sessions.rename(reader, bearerToken(request) ?? '', body.name));
  }

  private async describe(reader: Reader): Promise<Me> {
    const site = await this.sites.get(reader.siteId);
    const balance = await this.ledger.balanceOf(site, reader.id);
    return { reader: toAuthor(reader), wallet: { balance, currency: 'POINT' } };
  }
}
