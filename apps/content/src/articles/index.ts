export {
  ArticleAliasEntity,
  ArticleEntity,
  ArticleTopicEntity,
  ArticleVersionEntity,
  RelatedLinkEntity,
} from './article.entity';
export { ArticleAddressesRepository } from './article-addresses.repository';
export { changesOf, type FieldChange } from './article-changes';
export { absoluteHtml } from './absolute-html';
export { type ArticleHeading, headingsOf } from './article-headings';
export { plainText, readingMinutes } from './article-html';
export { ArticleIndex } from './article-index';
export { toArticleFields } from './article-json';
export type { ArticleSummary, Neighbour, Neighbours, Topic } from './article-lists.repository';
export { directionOf } from './language-direction';
export { copiesOf, type LocalImage, localImages, type VersionImage } from './article-markdown';
export { ArticleMovedError } from './article-moved.error';
export { ArticleReader, type ArticleWithSnapshot } from './article-reader';
export { ArticleRenderingModule } from './article-rendering.module';
export { type ArticleChange, toRows } from './article-rows';
export { ArticleSite } from './article-site';
export { aliasesAfter, ArticleSlugs } from './article-slugs';
export { ArticleTransactions } from './article-transactions';
export {
  askedVersion,
  cardPath,
  furtherVersions,
  originalVersion,
  shownVersion,
  versionPath,
} from './article-versions';
export { ArticleWriter } from './article-writer';
export { ArticlesModule } from './articles.module';
export { ArticlesRepository } from './articles.repository';
export { type PageVersions, versionsTag } from './if-match';
export { MovedFilter } from './moved.filter';
export { publicationDate, publicStatus } from './publication';
export { ScheduleModule } from './schedule.module';
export { instantOf } from './time-zone';
export { imagesOf, type ImagesByLanguage, mergeImages, NO_IMAGES } from './version-images';
