import { RelayLoopsModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { ArticleRendering } from './article-rendering';
import { ArticlesModule } from './articles.module';

/** Renders stored articles anew, in the service only: the command line has no loops. */
@Module({ imports: [ArticlesModule, RelayLoopsModule], providers: [ArticleRendering] })
export class ArticleRenderingModule {}
