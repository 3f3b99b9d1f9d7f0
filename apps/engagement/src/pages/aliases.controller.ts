import { LIMITS, normalisePageKey, type PageAlias, PageAliasListSchema, PageAliasSchema } from '@afterword/contracts';
import {
  CurrentPrincipal,
  type IdempotencyKey,
  Operation,
  type Principal,
  RequestIdempotencyKey,
} from '@afterword/platform';
import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { SitesService } from '../sites';
import { AliasesService } from './aliases.service';
import { PageKeySchema } from './page-key';

@Controller('v1/admin/sites/:site/pages/:page/aliases')
export class AliasesController {
  constructor(
    private readonly aliases: AliasesService,
    private readonly sites: SitesService,
  ) {}

  @Operation({
    id: 'listAliases',
    tag: 'Operator',
    summary: 'Lists a page’s aliases.',
    access: 'admin',
    answer: { status: 200, schema: PageAliasListSchema },
    problems: ['page-not-found'],
  })
  @Get()
  async list(@Param('site') siteId: string, @Param('page', { schema: PageKeySchema }) key: string) {
    return { items: await this.aliases.list(await this.sites.get(siteId), key), next: null };
  }

  @Operation({
    id: 'addAlias',
    tag: 'Operator',
    summary: 'Adds an alias to a page.',
    access: 'admin',
    bodyName: 'AddAlias',
    idempotencyKey: 'optional',
    answer: { status: 201, schema: PageAliasSchema },
    problems: ['page-key-taken', 'too-many-aliases'],
  })
  @Post()
  async add(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) key: string,
    @Body({ schema: PageAliasSchema }) alias: PageAlias,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | null,
    @CurrentPrincipal() principal: Principal,
  ): Promise<PageAlias> {
    const site = await this.sites.get(siteId);
    return this.aliases.add(site, key, { alias: normalisePageKey(alias.key), principal, idempotencyKey });
  }

  @Operation({
    id: 'removeAlias',
    tag: 'Operator',
    summary: 'Removes an alias.',
    parameters: {
      key: {
        description: 'The alias, percent-encoded.',
        schema: { type: 'string', maxLength: LIMITS.urlEncodedLength },
      },
    },
    access: 'admin',
    answer: { status: 204 },
    problems: ['page-not-found', 'alias-not-found'],
  })
  @Delete(':key')
  async remove(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) key: string,
    @Param('key', { schema: PageKeySchema }) alias: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.aliases.remove(await this.sites.get(siteId), key, { alias, principal });
  }
}
