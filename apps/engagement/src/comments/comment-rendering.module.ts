import { RelayLoopsModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { CommentsModule } from './comments.module';
import { RenderingBackfill } from './rendering.backfill';

/** Renders stored comments anew, in the service only: the command line has no loops. */
@Module({ imports: [CommentsModule, RelayLoopsModule], providers: [RenderingBackfill] })
export class CommentRenderingModule {}
