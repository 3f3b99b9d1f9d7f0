import { Module } from '@nestjs/common';
import { PageMergeModule } from '../page-merge';
import { PagesModule } from '../pages';
import { ArticleKeysService } from './article-keys.service';
import { ArticlesConsumer } from './articles.consumer';

@Module({
  imports: [PagesModule, PageMergeModule],
  providers: [ArticlesConsumer, ArticleKeysService],
  exports: [ArticlesConsumer],
})
export class ArticlesModule {}
