import {
  type CreateSite,
  CreateSiteSchema,
  SiteListSchema,
  SiteSchema,
  type UpdateSite,
  UpdateSiteSchema,
} from '@afterword/contracts';
import {
  CurrentPrincipal,
  type IdempotencyKey,
  Operation,
  type Principal,
  RequestIdempotencyKey,
} from '@afterword/platform';
import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { SitesService } from './sites.service';

@Controller('v1/admin/sites')
export class SitesController {
  constructor(private readonly sites: SitesService) {}

  @Operation({
    id: 'createSite',
    tag: 'Operator',
    summary: 'Creates a site.',
    access: 'operator',
    idempotencyKey: 'optional',
    answer: { status: 201, schema: SiteSchema },
    problems: ['site-taken'],
  })
  @Post()
  create(@Body({ schema: CreateSiteSchema }) body: CreateSite, @RequestIdempotencyKey() key: IdempotencyKey | null) {
    return this.sites.create(body, key);
  }

  @Operation({
    id: 'listSites',
    tag: 'Operator',
    summary: 'Lists all sites.',
    access: 'operator',
    answer: { status: 200, schema: SiteListSchema },
  })
  @Get()
  async list() {
    return { items: await this.sites.list(), next: null };
  }

  @Operation({
    id: 'readSiteSettings',
    tag: 'Operator',
    summary: 'Returns a site with its settings.',
    access: 'admin',
    answer: { status: 200, schema: SiteSchema },
  })
  @Get(':site')
  get(@Param('site') id: string) {
    return this.sites.get(id);
  }

  @Operation({
    id: 'updateSite',
    tag: 'Operator',
    summary:
      'Changes what is named. A new `ssoSecret` leaves the one before it valid for 24 h, unless `retirePreviousSecret`.',
    access: 'admin',
    answer: { status: 200, schema: SiteSchema },
  })
  @Patch(':site')
  update(
    @Param('site') id: string,
    @Body({ schema: UpdateSiteSchema }) body: UpdateSite,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.sites.update(id, body, principal);
  }

  @Operation({
    id: 'deleteSite',
    tag: 'Operator',
    summary: 'Deletes a site with all its data.',
    access: 'operator',
    answer: { status: 204 },
  })
  @Delete(':site')
  delete(@Param('site') id: string) {
    return this.sites.delete(id);
  }
}
