export {
  ArticleAliasEntity,
  ArticleEntity,
  ArticleTopicEntity,
  ArticleVersionEntity,
  RelatedLinkEntity,
} from './article.entity';
export { ArticleFileError } from './article-file.error';
export { ArticleImporter, type ImportedFile, type ImportOptions } from './article-importer';
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
export { describeChange } from './describe-change';
export type { FieldChange } from './article-changes';
export { ArticleReader, type ArticleWithSnapshot, type List } from './article-reader';
export { absoluteHtml, plainText, readingMinutes } from './article-html';
export { ArticlesModule } from './articles.module';
export { ArticlesRepository, type ArticleSummary, type Topic } from './articles.repository';
export { articleEtag, type ArticleVersions } from './if-match';
export { ArticlesService, DEFAULT_SITE } from './articles.service';
