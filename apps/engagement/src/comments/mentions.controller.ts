import { type MentionList, MentionListSchema, type MentionQuery, MentionQuerySchema } from '@afterword/contracts';
import { CurrentReader, Operation, type ReaderPrincipal } from '@afterword/platform';
import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { PageKeySchema } from '../pages';
import { SitesService } from '../sites';
import { MentionsService } from './mentions.service';

@Controller('v1/sites/:site/pages/:page/mentions')
export class MentionsController {
  constructor(
    private readonly mentions: MentionsService,
    private readonly sites: SitesService,
  ) {}

  @Operation({
    id: 'listMentionable',
    queryParameters: { q: 'How the name, or a word of it, begins.', limit: 'People at most.' },
    tag: 'Comments',
    summary: 'People who can be mentioned in a comment on a page: its authors, and who has written there lately.',
    access: 'reader',
    limit: 'read',
    answer: { status: 200, schema: MentionListSchema },
  })
  @Get()
  @Header('cache-control', 'private, no-cache')
  async list(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) pageKey: string,
    @Query({ schema: MentionQuerySchema }) query: MentionQuery,
    @CurrentReader() { reader }: ReaderPrincipal,
  ): Promise<MentionList> {
    return this.mentions.list(await this.sites.get(siteId), pageKey, query, reader);
  }
}
