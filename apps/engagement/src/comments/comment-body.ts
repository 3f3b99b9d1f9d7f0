import { hasAtMost, type Site, tooLong } from '@afterword/contracts';
import { DomainError, MarkdownTooLargeError } from '@afterword/platform';
import { renderComment } from './comment-html';

/** What a comment's Markdown looks like; empty where it shows nothing. @throws DomainError `invalid-request` */
export function previewBody(site: Site, body: string): string {
  const { commentLength } = site.limits;
  if (!hasAtMost(body, commentLength)) throw invalidBody(tooLong(commentLength));
  try {
    return renderComment(body, { mentions: true });
  } catch (error) {
    throw error instanceof MarkdownTooLargeError ? invalidBody(error.message) : error;
  }
}

/** @throws DomainError `invalid-request` for what is too long for the site, or shows nothing */
export function renderBody(site: Site, body: string): string {
  const html = previewBody(site, body);
  if (html === '') throw invalidBody('must have visible text');
  return html;
}

const invalidBody = (message: string) => new DomainError('invalid-request', { errors: [{ path: '/body', message }] });
