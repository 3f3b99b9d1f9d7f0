import { type ModeratedPage, type ModeratePage, ModeratePageSchema } from '@afterword/contracts';
import { OPERATOR, OperatorGuard } from '@afterword/platform';
import { Body, Controller, Get, Param, Patch, UseGuards } from '@nestjs/common';
import { SitesService } from '../sites';
import { ModerationService } from './moderation.service';
import { PageKeySchema } from './page-key';

@Controller('v1/admin/sites/:site/pages/:page')
@UseGuards(OperatorGuard)
export class ModerationController {
  constructor(
    private readonly moderation: ModerationService,
    private readonly sites: SitesService,
  ) {}

  @Get()
  async read(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) key: string,
  ): Promise<ModeratedPage> {
    return this.moderation.read(await this.sites.get(siteId), key);
  }

  @Patch()
  async moderate(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) key: string,
    @Body({ schema: ModeratePageSchema }) body: ModeratePage,
  ): Promise<ModeratedPage> {
    return this.moderation.moderate(await this.sites.get(siteId), key, body, OPERATOR);
  }
}
