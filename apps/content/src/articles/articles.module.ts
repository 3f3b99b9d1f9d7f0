import { OperatorGuard } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency';
import { SearchIndexModule } from '../search-index';
import { ShownChangesModule } from '../shown-changes';
import { SnapshotsModule } from '../snapshots';
import { ArticleReader } from './article-reader';
import { ArticlesController } from './articles.controller';
import { ArticlesRepository } from './articles.repository';
import { ArticlesService } from './articles.service';

@Module({
  imports: [IdempotencyModule, SnapshotsModule, ShownChangesModule, SearchIndexModule],
  controllers: [ArticlesController],
  providers: [ArticlesRepository, ArticlesService, ArticleReader, OperatorGuard],
  exports: [ArticlesRepository, ArticlesService, ArticleReader],
})
export class ArticlesModule {}
