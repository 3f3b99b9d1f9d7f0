import { DomainError, strongEtag } from '@afterword/platform';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

export interface ArticleVersions {
  version: number;
  countersVersion: number;
  commentsVersion: number;
}

/** What the page of an article depends on: its site's settings too. */
export interface PageVersions extends ArticleVersions {
  settingsVersion: number;
}

/** The versions of an article, its counters and its comments. */
export const versionsTag = ({ version, countersVersion, commentsVersion }: ArticleVersions): string =>
  `${version}.${countersVersion}.${commentsVersion}`;

/**
 * A strong validator of an article's JSON: its versions, for `If-Match`, and its bytes, since they are also made of the service's settings
 * and code.
 */
export const articleEtag = (versions: ArticleVersions, json: string): string =>
  `${versionsTag(versions)}.${strongEtag(json)}`;

/** The versions that the caller accepts; null accepts any. */
export type ExpectedVersions = readonly number[] | null;

/**
 * Compares the version of the article only, so that a like does not fail an edit. Weak tags match nothing (RFC 9110 13.1.1),
 * and neither do malformed ones.
 */
export function readIfMatch(header: string | undefined): ExpectedVersions {
  if (header === undefined || header.trim() === '*') return null;
  return header.split(',').flatMap((tag) => {
    const version = /^"(\d{1,15})(?:\.\d+\.\d+(?:\.[\w-]+)?)?"$/.exec(tag.trim())?.[1];
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
