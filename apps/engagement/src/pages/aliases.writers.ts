import { LIMITS, type PageAlias } from '@afterword/contracts';
import { DomainError, type Pipeline, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { ModerationLog, type NewLogEntry } from '../moderation-log';
import { type OnePageCommand, type PageWrite, SingleWriter } from '../page-writes';
import { PagesRepository } from './pages.repository';
import { ADD_KEY, REMOVE_KEY } from './pages.sql';

export interface AliasCommand extends OnePageCommand {
  alias: string;
}

/**
 * Lets a page be found by another key. Adding an alias that is there changes nothing but the page's versions: content may know
 * the page by the alias only.
 */
@Injectable()
export class AddAlias extends SingleWriter<AliasCommand, PageAlias> {
  readonly name = 'add-alias';

  constructor(
    private readonly pages: PagesRepository,
    private readonly log: ModerationLog,
  ) {
    super();
  }

  protected async change(tx: Pipeline, command: AliasCommand): Promise<PageWrite<PageAlias>> {
    const { siteId, pageId, alias } = command;
    const keys = await this.pages.keysOf(siteId, pageId, tx);
    if (!keys.includes(alias) && keys.length > LIMITS.pageAliases) throw new DomainError('too-many-aliases');
    const [found] = await rowsOf<{ pageId: string }>(tx, ADD_KEY, [siteId, alias, pageId]);
    if (found?.pageId !== pageId) throw new DomainError('page-key-taken');
    if (!keys.includes(alias)) await this.log.record(tx, entryOf('page.key-added', command));
    return { answer: { key: alias }, changed: [{ pageId, counters: true, comments: true, key: alias }] };
  }
}

/** Removes an alias; a page's own key stays. */
@Injectable()
export class RemoveAlias extends SingleWriter<AliasCommand, null> {
  readonly name = 'remove-alias';

  constructor(private readonly log: ModerationLog) {
    super();
  }

  protected async change(tx: Pipeline, command: AliasCommand): Promise<PageWrite<null>> {
    const { siteId, pageId, alias } = command;
    const removed = await rowsOf(tx, REMOVE_KEY, [siteId, alias, pageId]);
    if (removed.length === 0) throw new DomainError('alias-not-found');
    await this.log.record(tx, entryOf('page.key-removed', command));
    return { answer: null, changed: [{ pageId, key: alias }] };
  }
}

/** What people do is in the log; content follows its articles. */
const entryOf = (
  action: 'page.key-added' | 'page.key-removed',
  { siteId, pageId, alias, principal }: AliasCommand,
): NewLogEntry[] =>
  principal.kind === 'service' ? [] : [{ siteId, action, by: principal, page: pageId, details: { key: alias } }];
