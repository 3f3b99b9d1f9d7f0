export {
  ArticleAliasEntity,
  ArticleEntity,
  ArticleTopicEntity,
  ArticleVersionEntity,
  RelatedLinkEntity,
} from './article.entity';
export {
  askedVersion,
  cardPath,
  furtherVersions,
  originalVersion,
  shownVersion,
  versionPath,
} from './article-versions';
export { toArticleFields } from './article-json';
export { ArticleMovedError } from './article-moved.error';
export { MovedFilter } from './moved.filter';
export type { FieldChange } from './article-changes';
export { ArticleReader, type ArticleWithSnapshot, type List } from './article-reader';
export { absoluteHtml, plainText, readingMinutes } from './article-html';
export { ArticlesModule } from './articles.module';
export { ArticlesRepository, type ArticleSummary, type Topic } from './articles.repository';
export { articleEtag, type ArticleVersions } from './if-match';
export { localImages, type VersionImage } from './article-markdown';
export { ArticlesService, DEFAULT_SITE, type SaveResult } from './articles.service';
export { ScheduleModule } from './schedule.module';
