import { type ModeratePage, ModeratePageSchema, type ModeratedPage, ModeratedPageSchema } from '@afterword/contracts';
import { Operation, CurrentPrincipal, type Principal } from '@afterword/platform';
import { Body, Controller, Get, Param, Patch } from '@nestjs/common';
import { SitesService } from '../sites';
import { ModerationService } from './moderation.service';
import { PageKeySchema } from './page-key';

@Controller('v1/admin/sites/:site/pages/:page')
export class ModerationController {
  constructor(
    private readonly moderation: ModerationService,
    private readonly sites: SitesService,
  ) {}

  @Operation({
    id: 'readModeratedPage',
    tag: 'Operator',
    summary: 'Returns a page with its authors, its mode and how slow it is.',
    access: 'admin',
    answer: { status: 200, schema: ModeratedPageSchema },
  })
  @Get()
  async read(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) key: string,
  ): Promise<ModeratedPage> {
    return this.moderation.read(await this.sites.get(siteId), key);
  }

  @Operation({
    id: 'moderatePage',
    tag: 'Operator',
    summary:
      'Closes or opens a page’s comments, or sets its URL and title, its mode, how slow it is, or its authors, who cannot reward it.',
    access: 'admin',
    answer: { status: 200, schema: ModeratedPageSchema },
    problems: ['url-not-allowed'],
  })
  @Patch()
  async moderate(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) key: string,
    @Body({ schema: ModeratePageSchema }) body: ModeratePage,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ModeratedPage> {
    return this.moderation.moderate(await this.sites.get(siteId), key, body, principal);
  }
}
