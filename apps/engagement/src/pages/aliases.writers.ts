import { LIMITS, type PageAlias } from '@afterword/contracts';
import { DomainError, type Pipeline, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
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

  constructor(private readonly pages: PagesRepository) {
    super();
  }

  protected async change(tx: Pipeline, { siteId, pageId, alias }: AliasCommand): Promise<PageWrite<PageAlias>> {
    const keys = await this.pages.keysOf(siteId, pageId, tx);
    if (!keys.includes(alias) && keys.length > LIMITS.pageAliases) throw new DomainError('too-many-aliases');
    const [found] = await rowsOf<{ pageId: string }>(tx, ADD_KEY, [siteId, alias, pageId]);
    if (found?.pageId !== pageId) throw new DomainError('page-key-taken');
    return { answer: { key: alias }, changed: [{ pageId, counters: true, comments: true, key: alias }] };
  }
}

/** Removes an alias; a page's own key stays. */
@Injectable()
export class RemoveAlias extends SingleWriter<AliasCommand, null> {
  readonly name = 'remove-alias';

  protected async change(tx: Pipeline, { siteId, pageId, alias }: AliasCommand): Promise<PageWrite<null>> {
    const removed = await rowsOf(tx, REMOVE_KEY, [siteId, alias, pageId]);
    if (removed.length === 0) throw new DomainError('alias-not-found');
    return { answer: null, changed: [{ pageId, key: alias }] };
  }
}
