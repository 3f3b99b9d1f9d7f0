import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency';
import { PagesModule } from '../pages';
import { ReactionsModule } from '../reactions';
import { CommentReader } from './comment-reader';
import { CommentsController } from './comments.controller';
import { CommentsRepository } from './comments.repository';
import { CommentsService } from './comments.service';
import { PageCommentsController } from './page-comments.controller';

@Module({
  imports: [PagesModule, ReactionsModule, IdempotencyModule],
  controllers: [PageCommentsController, CommentsController],
  providers: [CommentsRepository, CommentReader, CommentsService],
  exports: [CommentReader, CommentsRepository, CommentsService],
})
export class CommentsModule {}
