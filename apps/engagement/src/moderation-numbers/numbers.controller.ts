import {
  type ModerationNumbers,
  ModerationNumbersSchema,
  type NumbersQuery,
  NumbersQuerySchema,
} from '@afterword/contracts';
import { Operation } from '@afterword/platform';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { SitesService } from '../sites';
import { NumbersService } from './numbers.service';

@Controller('v1/sites/:site/moderation/numbers')
export class NumbersController {
  constructor(
    private readonly numbers: NumbersService,
    private readonly sites: SitesService,
  ) {}

  @Operation({
    id: 'readModerationNumbers',
    tag: 'Moderation',
    summary: 'Counts comments, what was held and decided, and reports, by day (UTC), with how long comments waited.',
    access: 'moderator',
    queryParameters: { days: 'How many days, today included.' },
    answer: { status: 200, schema: ModerationNumbersSchema },
  })
  @Get()
  async read(
    @Param('site') siteId: string,
    @Query({ schema: NumbersQuerySchema }) { days }: NumbersQuery,
  ): Promise<ModerationNumbers> {
    const { id } = await this.sites.get(siteId);
    return this.numbers.of(id, days);
  }
}
