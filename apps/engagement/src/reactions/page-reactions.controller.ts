import type { ReactionAnswer } from '@afterword/contracts';
import { Limited } from '@afterword/platform';
import type { ReaderPrincipal } from '@afterword/platform';
import { Controller, Delete, Param, Put, UseGuards } from '@nestjs/common';
import { PageKeySchema } from '../pages';
import { CurrentReader, ReaderGuard } from '../readers';
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
    @CurrentReader() principal: ReaderPrincipal,
  ): Promise<ReactionAnswer> {
    return this.set({ siteId, pageKey, kind, principal, wanted: true });
  }

  /** Idempotent: a mark that is not there stays away. */
  @Limited('reaction')
  @Delete()
  delete(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) pageKey: string,
    @Param('kind') kind: string,
    @CurrentReader() principal: ReaderPrincipal,
  ): Promise<ReactionAnswer> {
    return this.set({ siteId, pageKey, kind, principal, wanted: false });
  }

  private async set(asked: {
    siteId: string;
    pageKey: string;
    kind: string;
    principal: ReaderPrincipal;
    wanted: boolean;
  }) {
    const { siteId, pageKey, kind, principal, wanted } = asked;
    return this.reactions.onPage(pageKey, { site: await this.sites.get(siteId), principal, kind, wanted });
  }
}
