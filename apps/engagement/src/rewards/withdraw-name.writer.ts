import { execute, type Pipeline, type ReaderPrincipal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { type OnePageCommand, type PageWrite, SingleWriter } from '../page-writes';
import { WITHDRAW_NAME } from './withdraw-name.sql';

export interface WithdrawNameCommand extends OnePageCommand {
  principal: ReaderPrincipal;
  /** The page's own id, or a comment's. */
  targetId: string;
}

/** Names a reader among the supporters of a page or comment no longer. What they gave stays, and is counted. Idempotent. */
@Injectable()
export class WithdrawName extends SingleWriter<WithdrawNameCommand, null> {
  readonly name = 'withdraw-name';

  protected async change(tx: Pipeline, command: WithdrawNameCommand): Promise<PageWrite<null>> {
    const { siteId, principal, targetId } = command;
    await execute(tx, WITHDRAW_NAME, [siteId, principal.reader.id, targetId]);
    return { answer: null };
  }
}
