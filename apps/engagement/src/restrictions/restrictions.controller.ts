import {
  type ModeratedReader,
  ModeratedReaderSchema,
  type RestrictReader,
  RestrictReaderSchema,
} from '@afterword/contracts';
import { CurrentPrincipal, Operation, type Principal } from '@afterword/platform';
import { Body, Controller, Delete, Param, Put } from '@nestjs/common';
import { SitesService } from '../sites';
import { RestrictionsService } from './restrictions.service';

@Controller('v1/sites/:site/moderation/readers/:id/restriction')
export class RestrictionsController {
  constructor(
    private readonly restrictions: RestrictionsService,
    private readonly sites: SitesService,
  ) {}

  @Operation({
    id: 'restrictReader',
    tag: 'Moderation',
    summary: 'Bans or mutes a reader, or has a moderator read what they write before it is published.',
    access: 'moderator',
    answer: { status: 200, schema: ModeratedReaderSchema },
    problems: ['reader-not-found', 'restriction-not-allowed'],
  })
  @Put()
  async restrict(
    @Param('site') siteId: string,
    @Param('id') id: string,
    @Body({ schema: RestrictReaderSchema }) restriction: RestrictReader,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ModeratedReader> {
    const site = await this.sites.get(siteId);
    return this.restrictions.restrict({ siteId: site.id, id }, restriction, principal);
  }

  @Operation({
    id: 'liftRestriction',
    tag: 'Moderation',
    summary: 'Lifts what a reader is restricted to.',
    access: 'moderator',
    answer: { status: 200, schema: ModeratedReaderSchema },
    problems: ['reader-not-found', 'restriction-not-allowed'],
  })
  @Delete()
  async lift(
    @Param('site') siteId: string,
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ModeratedReader> {
    const site = await this.sites.get(siteId);
    return this.restrictions.lift({ siteId: site.id, id }, principal);
  }
}
