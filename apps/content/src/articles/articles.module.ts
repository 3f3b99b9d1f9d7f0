import { IdempotencyModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { SnapshotsModule } from '../snapshots';
import { ArticleAddressesRepository } from './article-addresses.repository';
import { ArticleAnnouncer } from './article-announcer';
import { ArticleEditing } from './article-editing.service';
import { ArticleListsRepository } from './article-lists.repository';
import { ArticlePublishing } from './article-publishing.service';
import { ArticleReader } from './article-reader';
import { ArticleSite } from './article-site';
import { ArticleSlugs } from './article-slugs';
import { ArticleTransactions } from './article-transactions';
import { ArticleWriter } from './article-writer';
import { ArticlesController } from './articles.controller';
import { ArticlesRepository } from './articles.repository';

/** Needs an `ArticleIndex`, which the search feature's global module provides. */
@Module({
  imports: [IdempotencyModule, SnapshotsModule],
  controllers: [ArticlesController],
  providers: [
    ArticleAddressesRepository,
    ArticleAnnouncer,
    ArticleEditing,
    ArticleListsRepository,
    ArticlePublishing,
    ArticleReader,
    ArticleSite,
    ArticleSlugs,
    ArticlesRepository,
    ArticleTransactions,
    ArticleWriter,
  ],
  exports: [
    ArticleAddressesRepository,
    ArticlePublishing,
    ArticleReader,
    ArticleSite,
    ArticleSlugs,
    ArticlesRepository,
    ArticleTransactions,
    ArticleWriter,
  ],
})
export class ArticlesModule {}
