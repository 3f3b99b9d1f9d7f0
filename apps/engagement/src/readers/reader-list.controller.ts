import {
  type ModeratedReader,
  ModeratedReaderSchema,
  type ReaderList as List,
  type ReaderListQuery,
  ReaderListQuerySchema,
  ReaderListSchema,
} from '@afterword/contracts';
import { CurrentPrincipal, Operation, type Principal } from '@afterword/platform';
import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { SitesService } from '../sites';
import { ReaderList } from './reader-list';

@Controller('v1/sites/:site/moderation/readers')
export class ReaderListController {
  constructor(
    private readonly readers: ReaderList,
    private readonly sites: SitesService,
  ) {}

  @Operation({
    id: 'listReaders',
    queryParameters: { q: 'Readers whose name contains this, in any case.' },
    tag: 'Moderation',
    summary: 'The readers of a site, the newest first.',
    access: 'moderator',
    answer: { status: 200, schema: ReaderListSchema },
  })
  @Get()
  async list(
    @Param('site') siteId: string,
    @Query({ schema: ReaderListQuerySchema }) query: ReaderListQuery,
  ): Promise<List> {
    return this.readers.list((await this.sites.get(siteId)).id, query);
  }

  @Operation({
    id: 'readReader',
    tag: 'Moderation',
    summary: 'A reader, with their comments counted by status.',
    access: 'moderator',
    answer: { status: 200, schema: ModeratedReaderSchema },
    problems: ['reader-not-found'],
  })
  @Get(':id')
  async get(@Param('site') siteId: string, @Param('id') id: string): Promise<ModeratedReader> {
    return this.readers.get((await this.sites.get(siteId)).id, id);
  }

  @Operation({
    id: 'endReaderSessions',
    tag: 'Moderation',
    summary: 'Signs a reader out everywhere.',
    access: 'moderator',
    answer: { status: 204 },
    problems: ['reader-not-found'],
  })
  @Delete(':id/sessions')
  async endSessions(
    @Param('site') siteId: string,
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.readers.endSessions((await this.sites.get(siteId)).id, id, principal);
  }
}
