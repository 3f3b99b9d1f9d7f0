import { type ClosePage, ClosePageSchema, type Page, PageSchema } from '@afterword/contracts';
import { CurrentPrincipal, Operation, type Principal } from '@afterword/platform';
import { Body, Controller, Param, Patch } from '@nestjs/common';
import { SitesService } from '../sites';
import { ModerationService } from './moderation.service';
import { PageKeySchema } from './page-key';

@Controller('v1/sites/:site/moderation/pages/:page')
export class ClosingController {
  constructor(
    private readonly moderation: ModerationService,
    private readonly sites: SitesService,
  ) {}

  @Operation({
    id: 'closePage',
    tag: 'Moderation',
    summary: 'Closes a page to new comments, or opens it again. Readers are told since when, and the reason.',
    access: 'moderator',
    answer: { status: 200, schema: PageSchema },
  })
  @Patch()
  async close(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) key: string,
    @Body({ schema: ClosePageSchema }) body: ClosePage,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page> {
    return this.moderation.close(await this.sites.get(siteId), key, body, principal);
  }
}
