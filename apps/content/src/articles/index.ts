export { ArticleEntity, ArticleTopicEntity, ArticleVersionEntity, RelatedLinkEntity } from './article.entity';
export { ArticleImporter, type ImportedFile } from './article-importer';
export { originalVersion, shownVersion } from './article-json';
export { ArticleReader, type ArticleWithSnapshot } from './article-reader';
export { readingMinutes } from './article-html';
export { ArticlesModule } from './articles.module';
export { ArticlesRepository } from './articles.repository';
export { articleEtag } from './if-match';
export { DEFAULT_SITE } from './articles.service';
