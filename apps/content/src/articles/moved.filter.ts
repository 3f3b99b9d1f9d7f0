import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ArticleMovedError } from './article-moved.error';

/** Short: a slug may change back, and a cached redirect would then loop. */
const CACHE_CONTROL = 'public, max-age=300';

/** Redirects a URL with an alias to the same URL with the present slug. */
@Catch(ArticleMovedError)
export class MovedFilter implements ExceptionFilter<ArticleMovedError> {
  catch({ formerSlug, slug }: ArticleMovedError, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { url } = http.getRequest<FastifyRequest>();
    const location = url.replace(`/articles/${formerSlug}`, `/articles/${slug}`);
    void http.getResponse<FastifyReply>().header('cache-control', CACHE_CONTROL).redirect(location, 301);
  }
}
