import { Module } from '@nestjs/common';
import { CleanupModule, IdempotencyModule } from '@afterword/platform';
import { AvatarsModule } from '../avatars';
import { ModerationModule } from '../moderation';
import { ModerationLogModule } from '../moderation-log';
import { PageAuthorsModule, PagesModule } from '../pages';
import { ReactionsModule } from '../reactions';
import { RestoredBackupsModule } from '../restored-backups';
import { AdminCommentsController } from './admin-comments.controller';
import { ChangeCommentStatus } from './change-comment-status.writer';
import { CommentReader } from './comment-reader';
import { CommentStatuses } from './comment-statuses';
import { CommentsController } from './comments.controller';
import { CommentsRepository } from './comments.repository';
import { CommentsService } from './comments.service';
import { EditComment } from './edit-comment.writer';
import { FeatureComment } from './feature-comment.writer';
import { HighlightsController } from './highlights.controller';
import { MentionsController } from './mentions.controller';
import { MentionsService } from './mentions.service';
import { PageCommentsController } from './page-comments.controller';
import { PinComment } from './pin-comment.writer';
import { PostComments } from './post-comments.writer';
import { PostingService } from './posting.service';
import { PreviewController } from './preview.controller';
import { RenderingService } from './rendering.service';
import { StoreRendering } from './store-rendering.writer';

@Module({
  imports: [
    AvatarsModule,
    CleanupModule,
    IdempotencyModule,
    ModerationLogModule,
    ModerationModule,
    PageAuthorsModule,
    PagesModule,
    ReactionsModule,
    RestoredBackupsModule,
  ],
  controllers: [
    PageCommentsController,
    CommentsController,
    AdminCommentsController,
    HighlightsController,
    PreviewController,
    MentionsController,
  ],
  providers: [
    CommentsRepository,
    CommentReader,
    CommentStatuses,
    CommentsService,
    PostingService,
    MentionsService,
    RenderingService,
    ChangeCommentStatus,
    EditComment,
    FeatureComment,
    PinComment,
    PostComments,
    StoreRendering,
  ],
  exports: [CommentReader, CommentStatuses, CommentsRepository, CommentsService, PostingService, RenderingService],
})
export class CommentsModule {}
