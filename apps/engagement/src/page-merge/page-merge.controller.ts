import { MergePageSchema, type Page, PageSchema, normalisePageKey } from '@afterword/contracts';
import {
  type IdempotencyKey,
  Operation,
  RequestIdempotencyKey,
  CurrentPrincipal,
  type Principal,
} from '@afterword/platform';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { PageKeySchema } from '../pages';
import { SitesService } from '../sites';
import { PageMergeService } from './page-merge.service';

@Controller('v1/admin/sites/:site/pages/:page/merge')
export class PageMergeController {
  constructor(
    private readonly merges: PageMergeService,
    private readonly sites: SitesService,
  ) {}

  @Operation({
    id: 'mergePages',
    tag: 'Operator',
    summary: 'Merges the page `from` into this one; its keys become aliases of this page.',
    access: 'admin',
    idempotencyKey: 'optional',
    answer: { status: 200, schema: PageSchema },
    problems: ['page-not-found'],
  })
  @Post()
  async merge(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) into: string,
    @Body({ schema: MergePageSchema }) { from }: { from: string },
    @RequestIdempotencyKey() key: IdempotencyKey | null,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page> {
    return this.merges.merge(await this.sites.get(siteId), { into, from: normalisePageKey(from), principal, key });
  }
}
