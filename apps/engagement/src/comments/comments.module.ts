import { Module } from '@nestjs/common';
import { AvatarsModule } from '../avatars';
import { PageWritesModule } from '../page-writes';
import { PagesModule } from '../pages';
import { ReactionsModule } from '../reactions';
import { AdminCommentsController } from './admin-comments.controller';
import { CommentReader } from './comment-reader';
import { CommentsController } from './comments.controller';
import { CommentsRepository } from './comments.repository';
import { CommentsService } from './comments.service';
import { PageCommentsController } from './page-comments.controller';
import { PostingService } from './posting.service';
import { PreviewController } from './preview.controller';
import { RenderingService } from './rendering.service';

@Module({
  imports: [AvatarsModule, PagesModule, PageWritesModule, ReactionsModule],
  controllers: [PageCommentsController, CommentsController, AdminCommentsController, PreviewController],
  providers: [CommentsRepository, CommentReader, CommentsService, PostingService, RenderingService],
  exports: [CommentReader, CommentsRepository, CommentsService, PostingService, RenderingService],
})
export class CommentsModule {}
