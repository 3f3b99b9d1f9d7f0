import { type Challenge, ChallengeSchema } from '@afterword/contracts';
import { Operation } from '@afterword/platform';
import { Controller, Get, Header, Param } from '@nestjs/common';
import { SitesService } from '../sites';
import { ProofService } from './proof.service';

@Controller('v1/sites/:site/challenge')
export class ChallengeController {
  constructor(
    private readonly proofs: ProofService,
    private readonly sites: SitesService,
  ) {}

  /** Lets a client solve a challenge before a proof is required. */
  @Operation({
    id: 'readChallenge',
    tag: 'Readers',
    summary: 'Returns a proof-of-work challenge.',
    access: 'anonymous',
    limit: 'session',
    answer: { status: 200, schema: ChallengeSchema },
  })
  @Get()
  @Header('cache-control', 'no-store')
  async challenge(@Param('site') siteId: string): Promise<Challenge> {
    return this.proofs.challenge(await this.sites.get(siteId));
  }
}
