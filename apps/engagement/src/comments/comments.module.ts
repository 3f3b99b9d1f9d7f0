import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency';
import { PagesModule } from '../pages';
import { ReactionsModule } from '../reactions';
import { AdminCommentsController } from './admin-comments.controller';
import { CommentReader } from './comment-reader';
import { CommentsController } from './comments.controller';
import { CommentsRepository } from './comments.repository';
import { CommentsService } from './comments.service';
import { PageCommentsController } from './page-comments.controller';
import { PreviewController } from './preview.controller';
import { RenderingService } from './rendering.service';

@Module({
  imports: [PagesModule, ReactionsModule, IdempotencyModule],
  controllers: [PageCommentsController, CommentsController, AdminCommentsController, PreviewController],
  providers: [CommentsRepository, CommentReader, CommentsService, RenderingService],
  exports: [CommentReader, CommentsRepository, CommentsService, RenderingService],
})
export class CommentsModule {}
