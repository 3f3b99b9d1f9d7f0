import { type ClaimView, ClaimViewSchema } from '@afterword/contracts';
import { CurrentPrincipal, Operation, type Principal } from '@afterword/platform';
import { Controller, Delete, HttpCode, Param, Put } from '@nestjs/common';
import { Claims } from './claims.service';

@Controller('v1/sites/:site/moderation/comments/:id/claim')
export class ClaimsController {
  constructor(private readonly claims: Claims) {}

  @Operation({
    id: 'claimComment',
    tag: 'Moderation',
    summary:
      'Tells other moderators that somebody is looking at a comment, for a minute; says whose the claim is. It keeps nobody from deciding.',
    access: 'moderator',
    answer: { status: 200, schema: ClaimViewSchema },
    problems: ['comment-not-found'],
  })
  @Put()
  claim(
    @Param('site') site: string,
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ClaimView> {
    return this.claims.claim(site, id, principal);
  }

  @Operation({
    id: 'leaveComment',
    tag: 'Moderation',
    summary: 'Ends one’s own claim.',
    access: 'moderator',
    answer: { status: 204 },
    problems: ['comment-not-found'],
  })
  @Delete()
  @HttpCode(204)
  leave(@Param('site') site: string, @Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    return this.claims.leave(site, id, principal);
  }
}
