import { DomainError } from '@afterword/platform';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

export interface ArticleVersions {
  version: number;
  countersVersion: number;
  commentsVersion: number;
}

/** A strong validator of an article's JSON: the article's version, and those of the engagement that comes with it. */
export const articleEtag = ({ version, countersVersion, commentsVersion }: ArticleVersions): string =>
  `${version}.${countersVersion}.${commentsVersion}`;

/** The article versions that the caller may have read, or null to change whatever is there. */
export type ExpectedVersions = readonly number[] | null;

/**
 * Only the article's own part of a tag counts: an editor is not stopped by a like. A weak tag matches nothing (RFC 9110
 * 13.1.1), and neither does one that no article has.
 */
export function readIfMatch(header: string | undefined): ExpectedVersions {
  if (header === undefined || header.trim() === '*') return null;
  return header.split(',').flatMap((tag) => {
    const version = /^"(\d{1,15})(?:\.\d+\.\d+)?"$/.exec(tag.trim())?.[1];
    return version === undefined ? [] : [Number(version)];
  });
}

/** The request's `If-Match`. */
export const IfMatch = createParamDecorator((_data: unknown, context: ExecutionContext): ExpectedVersions =>
  readIfMatch(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
);

/** @throws DomainError `precondition-failed` */
export function requireVersion(version: number, expected: ExpectedVersions): void {
  if (expected !== null && !expected.includes(version)) throw new DomainError('precondition-failed');
}
