import { normalisePageKey, type PageAlias, PageAliasSchema } from '@afterword/contracts';
import { type IdempotencyKey, OPERATOR, OperatorGuard, RequestIdempotencyKey } from '@afterword/platform';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { SitesService } from '../sites';
import { AliasesService } from './aliases.service';
import { PageKeySchema } from './page-key';

@Controller('v1/admin/sites/:site/pages/:page/aliases')
@UseGuards(OperatorGuard)
export class AliasesController {
  constructor(
    private readonly aliases: AliasesService,
    private readonly sites: SitesService,
  ) {}

  @Get()
  async list(@Param('site') siteId: string, @Param('page', { schema: PageKeySchema }) key: string) {
    return { items: await this.aliases.list(await this.sites.get(siteId), key), next: null };
  }

  @Post()
  async add(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) key: string,
    @Body({ schema: PageAliasSchema }) alias: PageAlias,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | null,
  ): Promise<PageAlias> {
    const site = await this.sites.get(siteId);
    return this.aliases.add(site, key, { alias: normalisePageKey(alias.key), principal: OPERATOR, idempotencyKey });
  }

  @Delete(':alias')
  @HttpCode(204)
  async remove(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) key: string,
    @Param('alias', { schema: PageKeySchema }) alias: string,
  ): Promise<void> {
    await this.aliases.remove(await this.sites.get(siteId), key, { alias, principal: OPERATOR });
  }
}
