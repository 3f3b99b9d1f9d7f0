import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ArticleMovedError } from './article-moved.error';

/** A slug may change back: a copy of the redirect that is kept for ever would then lead round in circles. */
const CACHE_CONTROL = 'public, max-age=300';

/** Leads from an address with a former slug to the same address with the present one. */
@Catch(ArticleMovedError)
export class MovedFilter implements ExceptionFilter<ArticleMovedError> {
  catch({ formerSlug, slug }: ArticleMovedError, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { url } = http.getRequest<FastifyRequest>();
    const location = url.replace(`/articles/${formerSlug}`, `/articles/${slug}`);
    void http.getResponse<FastifyReply>().header('cache-control', CACHE_CONTROL).redirect(location, 301);
  }
}
