import type { CreateDecision, Decision } from '@afterword/contracts';
import { DomainError, type IdempotencyKey, newId, type Principal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { PageWrites } from '../page-writes';
import { DecideComments } from './decide-comments.writer';
import { UndoDecision } from './undo-decision.writer';

/** What moderators decide about comments. */
@Injectable()
export class DecisionsService {
  constructor(
    private readonly writes: PageWrites,
    private readonly decideComments: DecideComments,
    private readonly undoDecision: UndoDecision,
  ) {}

  decide(
    siteId: string,
    request: CreateDecision,
    { principal, key }: { principal: Principal; key: IdempotencyKey | null },
  ): Promise<Decision> {
    return this.writes.run(this.decideComments, { siteId, id: newId(), request, principal, key });
  }

  /** @throws DomainError `decision-not-found`, `decision-superseded` */
  async undo(siteId: string, id: string, principal: Principal): Promise<void> {
    if (!z.uuid().safeParse(id).success) throw new DomainError('decision-not-found');
    await this.writes.run(this.undoDecision, { siteId, id, principal, key: null });
  }
}
