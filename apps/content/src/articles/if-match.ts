import { DomainError } from '@afterword/platform';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Snapshot } from '../snapshots';
import type { ArticleEntity } from './article.entity';
import type { ExpectedVersion } from './articles.service';

/** A strong validator of an article's JSON: the article's version, and those of the engagement that comes with it. */
export const articleEtag = ({ version }: ArticleEntity, snapshot: Snapshot): string =>
  `${version}.${snapshot.countersVersion}.${snapshot.commentsVersion}`;

/**
 * The article version that `If-Match` expects. Only the article's own part counts: an editor is not stopped by a like.
 * @throws DomainError `precondition-failed` for a tag that no article has
 */
export const IfMatch = createParamDecorator((_data: unknown, context: ExecutionContext): ExpectedVersion => {
  const header = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']?.trim();
  if (header === undefined || header === '*') return null;
  const version = /^"(\d{1,15})(\.\d+\.\d+)?"$/.exec(header)?.[1];
  if (version === undefined) throw new DomainError('precondition-failed');
  return Number(version);
});
