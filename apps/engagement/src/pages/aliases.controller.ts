import { type PageAlias, PageAliasSchema } from '@afterword/contracts';
import { OperatorGuard } from '@afterword/platform';
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
  ): Promise<PageAlias> {
    return this.aliases.add(await this.sites.get(siteId), key, alias.key);
  }

  @Delete(':alias')
  @HttpCode(204)
  async remove(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) key: string,
    @Param('alias', { schema: PageKeySchema }) alias: string,
  ): Promise<void> {
    await this.aliases.remove(await this.sites.get(siteId), key, alias);
  }
}
