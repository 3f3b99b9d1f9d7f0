import { type CreateSite, CreateSiteSchema, type UpdateSite, UpdateSiteSchema } from '@afterword/contracts';
import { type IdempotencyKey, OperatorGuard, RequestIdempotencyKey } from '@afterword/platform';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, UseGuards } from '@nestjs/common';
import { SitesService } from './sites.service';

@Controller('v1/admin/sites')
@UseGuards(OperatorGuard)
export class SitesController {
  constructor(private readonly sites: SitesService) {}

  @Post()
  create(@Body({ schema: CreateSiteSchema }) body: CreateSite, @RequestIdempotencyKey() key: IdempotencyKey | null) {
    return this.sites.create(body, key);
  }

  @Get()
  async list() {
    return { items: await this.sites.list(), next: null };
  }

  @Get(':site')
  get(@Param('site') id: string) {
    return this.sites.get(id);
  }

  @Patch(':site')
  update(@Param('site') id: string, @Body({ schema: UpdateSiteSchema }) body: UpdateSite) {
    return this.sites.update(id, body);
  }

  @Delete(':site')
  @HttpCode(204)
  delete(@Param('site') id: string) {
    return this.sites.delete(id);
  }
}
