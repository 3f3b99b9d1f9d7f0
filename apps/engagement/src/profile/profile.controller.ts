import {
  type Me,
  MeSchema,
  type TransferList,
  type TransferListQuery,
  TransferListQuerySchema,
  TransferListSchema,
  UpdateMeSchema,
} from '@afterword/contracts';
import { CurrentReader, Operation, type ReaderPrincipal, bearerToken } from '@afterword/platform';
import { Body, Controller, Delete, Get, Header, Patch, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SessionsService } from '../readers';
import { ProfileService } from './profile.service';
import { ReaderExport } from './reader-export';

/** A reader's own data and settings. */
@Controller('v1/me')
export class ProfileController {
  constructor(
    private readonly profile: ProfileService,
    private readonly exports: ReaderExport,
    private readonly sessions: SessionsService,
  ) {}

  @Operation({
    id: 'readMe',
    tag: 'Readers',
    summary: 'Returns the reader and their wallet.',
    access: 'reader',
    limit: 'read',
    answer: { status: 200, schema: MeSchema },
  })
  @Get()
  @Header('cache-control', 'private, no-store')
  me(@CurrentReader() principal: ReaderPrincipal): Promise<Me> {
    return this.profile.describe(principal.reader);
  }

  @Operation({
    id: 'updateMe',
    tag: 'Readers',
    summary: 'Renames a guest; signed-in readers get their name from their site.',
    access: 'reader',
    limit: 'edit',
    answer: { status: 200, schema: MeSchema },
    problems: ['name-reserved'],
  })
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
  @Operation({
    id: 'listMyTransfers',
    tag: 'Readers',
    summary: 'Lists the transfers of the reader’s wallet, newest first.',
    access: 'reader',
    limit: 'read',
    answer: { status: 200, schema: TransferListSchema },
  })
  @Get('transfers')
  @Header('cache-control', 'private, no-store')
  transfers(
    @CurrentReader() principal: ReaderPrincipal,
    @Query({ schema: TransferListQuerySchema }) query: TransferListQuery,
  ): Promise<TransferList> {
    return this.profile.transfers(principal.reader, query);
  }

  /** Everything that is stored of the reader, as a file. */
  @Operation({
    id: 'exportMe',
    tag: 'Readers',
    summary: 'Exports all data stored about the reader, as a JSON file.',
    access: 'reader',
    limit: 'account',
    answer: { status: 200, mediaType: 'application/json' },
  })
  @Get('export')
  async export(@CurrentReader() principal: ReaderPrincipal, @Res() reply: FastifyReply): Promise<void> {
    await reply
      .header('cache-control', 'private, no-store')
      .header('content-disposition', 'attachment; filename="afterword.json"')
      .type('application/json; charset=utf-8')
      .send(this.exports.of(principal.reader));
  }

  /** Signs the reader out everywhere. */
  @Operation({
    id: 'endMySessions',
    tag: 'Readers',
    summary: 'Ends all sessions of the reader.',
    access: 'reader',
    limit: 'account',
    answer: { status: 204 },
  })
  @Delete('sessions')
  async endSessions(@CurrentReader() principal: ReaderPrincipal, @Req() request: FastifyRequest): Promise<void> {
    await this.profile.endSessions(principal);
    this.forget(request);
  }

  @Operation({
    id: 'deleteMe',
    tag: 'Readers',
    summary: 'Erases the reader’s account; their reactions and rewards stay counted.',
    access: 'reader',
    limit: 'account',
    answer: { status: 204 },
  })
  @Delete()
  async delete(@CurrentReader() principal: ReaderPrincipal, @Req() request: FastifyRequest): Promise<void> {
    await this.profile.delete(principal);
    this.forget(request);
  }

  private forget(request: FastifyRequest): void {
    this.sessions.forget(bearerToken(request) ?? '');
  }
}
