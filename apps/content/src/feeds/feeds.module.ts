import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles';
import { FeedCache } from './feed-cache';
import { FeedsController } from './feeds.controller';
import { SitemapController } from './sitemap.controller';
import { SitemapRepository } from './sitemap.repository';

@Module({
  imports: [ArticlesModule],
  controllers: [FeedsController, SitemapController],
  providers: [FeedCache, SitemapRepository],
})
export class FeedsModule {}
