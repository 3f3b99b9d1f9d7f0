import type { ArticleState } from '@afterword/contracts';
import { execute, type Pipeline } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { type LockedPages, type OnePageCommand, pageOf, type PageWrite, SingleWriter } from '../page-writes';
import { APPLY_ARTICLE } from './pages.sql';

export interface ApplyArticleCommand extends OnePageCommand {
  article: ArticleState;
  unpublished: boolean;
}

/**
 * Takes what content announces of an article, once per version; an older one that comes late changes nothing, nor does an article
 * whose page was merged into another one.
 */
@Injectable()
export class ApplyArticle extends SingleWriter<ApplyArticleCommand, null> {
  readonly name = 'apply-article';

  protected async change(tx: Pipeline, command: ApplyArticleCommand, pages: LockedPages): Promise<PageWrite<null>> {
    const { siteId, pageId, article, unpublished } = command;
    const page = pageOf(command, pages);
    if (page.key !== article.page || page.articleVersion >= article.version) return { answer: null };
    await execute(tx, APPLY_ARTICLE, [siteId, pageId, article.url, article.title, article.version, unpublished]);
    return { answer: null, changed: [{ pageId, comments: true }] };
  }
}
