import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles';
import { ImagesStoreModule } from '../images';
import { ArticleImporter } from './article-importer';
import { ArticleSaver } from './article-saver';

/** Reads article files into the database, for the command line. */
@Module({
  imports: [ArticlesModule, ImagesStoreModule],
  providers: [ArticleImporter, ArticleSaver],
  exports: [ArticleImporter, ArticleSaver],
})
export class ArticleImportModule {}
