import { MergePageSchema, normalisePageKey, type Page } from '@afterword/contracts';
import { type IdempotencyKey, OPERATOR, OperatorGuard, RequestIdempotencyKey } from '@afterword/platform';
import { Body, Controller, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { PageKeySchema } from '../pages';
import { SitesService } from '../sites';
import { PageMergeService } from './page-merge.service';

@Controller('v1/admin/sites/:site/pages/:page/merge')
@UseGuards(OperatorGuard)
export class PageMergeController {
  constructor(
    private readonly merges: PageMergeService,
    private readonly sites: SitesService,
  ) {}

  @Post()
  @HttpCode(200)
  async merge(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) into: string,
    @Body({ schema: MergePageSchema }) { from }: { from: string },
    @RequestIdempotencyKey() key: IdempotencyKey | null,
  ): Promise<Page> {
    return this.merges.merge(await this.sites.get(siteId), {
      into,
      from: normalisePageKey(from),
      principal: OPERATOR,
      key,
    });
  }
}
