import { type CreateDecision, CreateDecisionSchema, type Decision, DecisionSchema } from '@afterword/contracts';
import {
  CurrentPrincipal,
  type IdempotencyKey,
  Operation,
  type Principal,
  RequestIdempotencyKey,
} from '@afterword/platform';
import { Body, Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';
import { DecisionsService } from './decisions.service';

@Controller('v1/sites/:site/moderation/decisions')
export class DecisionsController {
  constructor(private readonly decisions: DecisionsService) {}

  @Operation({
    id: 'decideComments',
    tag: 'Moderation',
    summary: 'Publishes, rejects, removes or holds comments, or marks them as spam.',
    access: 'moderator',
    idempotencyKey: 'optional',
    answer: { status: 200, schema: DecisionSchema },
  })
  @Post()
  @HttpCode(200)
  decide(
    @Param('site') site: string,
    @Body({ schema: CreateDecisionSchema }) request: CreateDecision,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() key: IdempotencyKey | null,
  ): Promise<Decision> {
    return this.decisions.decide(site, request, { principal, key });
  }

  @Operation({
    id: 'undoDecision',
    tag: 'Moderation',
    summary: 'Takes a decision back: each comment has the status again that it had before.',
    access: 'moderator',
    answer: { status: 204 },
    problems: ['decision-not-found', 'decision-superseded'],
  })
  @Delete(':id')
  undo(@Param('site') site: string, @Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    return this.decisions.undo(site, id, principal);
  }
}
