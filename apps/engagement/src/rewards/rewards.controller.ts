import { CreateRewardSchema, type Reward } from '@afterword/contracts';
import { Body, Controller, Param, Post, UseGuards } from '@nestjs/common';
import type { z } from 'zod';
import { type IdempotencyKey, RequiredIdempotencyKey } from '../idempotency';
import { PageKeySchema } from '../pages';
import { CurrentReader, type Reader, ReaderGuard } from '../readers';
import { SitesService } from '../sites';
import { RewardsService } from './rewards.service';

@Controller('v1/sites/:site/pages/:page/rewards')
export class RewardsController {
  constructor(
    private readonly rewards: RewardsService,
    private readonly sites: SitesService,
  ) {}

  @Post()
  @UseGuards(ReaderGuard)
  async reward(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) pageKey: string,
    @RequiredIdempotencyKey() key: IdempotencyKey,
    @CurrentReader() reader: Reader,
    @Body({ schema: CreateRewardSchema }) { amount }: z.infer<typeof CreateRewardSchema>,
  ): Promise<Reward> {
    return this.rewards.reward({ site: await this.sites.get(siteId), pageKey, reader, amount, key });
  }
}
