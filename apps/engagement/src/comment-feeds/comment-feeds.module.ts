import { Module } from '@nestjs/common';
import { AvatarsModule } from '../avatars';
import { PageCacheModule } from '../page-cache';
import { SitesModule } from '../sites';
import { CommentFeedsController } from './comment-feeds.controller';
import { CommentFeedsRepository } from './comment-feeds.repository';
import { CommentFeedsService } from './comment-feeds.service';

@Module({
  imports: [AvatarsModule, PageCacheModule, SitesModule],
  controllers: [CommentFeedsController],
  providers: [CommentFeedsRepository, CommentFeedsService],
})
export class CommentFeedsModule {}
