import type { ReactionAnswer } from '@afterword/contracts';
import { Limited } from '@afterword/platform';
import { Controller, Delete, Param, Put, UseGuards } from '@nestjs/common';
import { PageKeySchema } from '../pages';
import { CurrentReader, type Reader, ReaderGuard } from '../readers';
import { SitesService } from '../sites';
import { ReactionsService } from './reactions.service';

@Controller('v1/sites/:site/pages/:page/reactions/:kind')
@UseGuards(ReaderGuard)
export class PageReactionsController {
  constructor(
    private readonly reactions: ReactionsService,
    private readonly sites: SitesService,
  ) {}

  /** Idempotent: a mark that is there stays, and nothing is counted twice. */
  @Limited('reaction')
  @Put()
  put(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) pageKey: string,
    @Param('kind') kind: string,
    @CurrentReader() reader: Reader,
  ): Promise<ReactionAnswer> {
    return this.set({ siteId, pageKey, kind, reader, wanted: true });
  }

  /** Idempotent: a mark that is not there stays away. */
  @Limited('reaction')
  @Delete()
  delete(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) pageKey: string,
    @Param('kind') kind: string,
    @CurrentReader() reader: Reader,
  ): Promise<ReactionAnswer> {
    return this.set({ siteId, pageKey, kind, reader, wanted: false });
  }

  private async set(asked: { siteId: string; pageKey: string; kind: string; reader: Reader; wanted: boolean }) {
    const { siteId, pageKey, kind, reader, wanted } = asked;
    return this.reactions.onPage(pageKey, { site: await this.sites.get(siteId), reader, kind, wanted });
  }
}
