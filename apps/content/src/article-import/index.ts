export { ArticleFileError } from './article-file.error';
export { ArticleImportModule } from './article-import.module';
export { ArticleImporter, type ImportedFile, type ImportOptions } from './article-importer';
export { ArticleSaver } from './article-saver';
export { describeChange } from './describe-change';
export { DIALECT_NAMES, type DialectName } from './dialects';
