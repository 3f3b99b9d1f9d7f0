import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ArticleMovedError } from './article-moved.error';

/** Short: a slug may change back, and a cached redirect would then loop. */
const CACHE_CONTROL = 'public, max-age=300';

/** Redirects a URL with an alias to the same URL with the present slug. */
@Catch(ArticleMovedError)
export class MovedFilter implements ExceptionFilter<ArticleMovedError> {
  catch({ slug }: ArticleMovedError, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const location = movedPath(http.getRequest<FastifyRequest>(), slug);
    void http.getResponse<FastifyReply>().header('cache-control', CACHE_CONTROL).redirect(location, 301);
  }
}

/**
 * The path and query of a request with another slug. A request may write its path in many ways and may name a host, so the path is made
 * of the route's.
 */
function movedPath({ url, routeOptions }: Pick<FastifyRequest, 'url' | 'routeOptions'>, slug: string): string {
  const { pathname, search } = new URL(url, 'http://content');
  const given = pathname.split('/');
  const path = (routeOptions.url ?? '').split('/').map((part, index) => {
    if (part.startsWith(':slug')) return part.replace(':slug', slug);
    return part.startsWith(':') ? (given[index] ?? '') : part;
  });
  return path.join('/') + search;
}
