import { IdempotencyModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { ImagesStoreModule } from '../images';
import { SearchIndexModule } from '../search-index';
import { ShownChangesModule } from '../shown-changes';
import { SnapshotsModule } from '../snapshots';
import { ArticleImporter } from './article-importer';
import { ArticleReader } from './article-reader';
import { ArticlesController } from './articles.controller';
import { ArticlesRepository } from './articles.repository';
import { ArticlesService } from './articles.service';

@Module({
  imports: [IdempotencyModule, SnapshotsModule, ShownChangesModule, ImagesStoreModule, SearchIndexModule],
  controllers: [ArticlesController],
  providers: [ArticlesRepository, ArticlesService, ArticleReader, ArticleImporter],
  exports: [ArticlesRepository, ArticlesService, ArticleReader, ArticleImporter],
})
export class ArticlesModule {}
