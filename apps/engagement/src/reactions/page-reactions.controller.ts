import { type ReactionAnswer, ReactionAnswerSchema } from '@afterword/contracts';
import { CurrentReader, Operation, type ReaderPrincipal } from '@afterword/platform';
import { Controller, Delete, Param, Put } from '@nestjs/common';
import { PageKeySchema } from '../pages';
import { SitesService } from '../sites';
import { ReactionsService } from './reactions.service';

@Controller('v1/sites/:site/pages/:page/reactions/:kind')
export class PageReactionsController {
  constructor(
    private readonly reactions: ReactionsService,
    private readonly sites: SitesService,
  ) {}

  /** Idempotent: an existing reaction stays and is not counted twice. */
  @Operation({
    id: 'putReaction',
    tag: 'Pages',
    summary: 'Adds a reaction to a page. Idempotent.',
    access: 'reader',
    limit: 'reaction',
    answer: { status: 200, schema: ReactionAnswerSchema },
    problems: ['invalid-request'],
  })
  @Put()
  put(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) pageKey: string,
    @Param('kind') kind: string,
    @CurrentReader() principal: ReaderPrincipal,
  ): Promise<ReactionAnswer> {
    return this.set({ siteId, pageKey, kind, principal, wanted: true });
  }

  /** Idempotent: succeeds if there is no such reaction. */
  @Operation({
    id: 'deleteReaction',
    tag: 'Pages',
    summary: 'Removes a reaction. Idempotent.',
    access: 'reader',
    limit: 'reaction',
    answer: { status: 200, schema: ReactionAnswerSchema },
    problems: ['invalid-request'],
  })
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
