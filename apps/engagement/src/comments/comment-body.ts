import type { Site } from '@afterword/contracts';
import { DomainError } from '@afterword/platform';
import { renderComment } from './comment-html';

/** What a comment's Markdown looks like; empty where it shows nothing. @throws DomainError `invalid-request` */
export function previewBody(site: Site, body: string): string {
  const { commentLength } = site.limits;
  if (body.length > commentLength) throw invalidBody(`must have at most ${commentLength} characters`);
  return renderComment(body);
}

/** @throws DomainError `invalid-request` for what is too long for the site, or shows nothing */
export function renderBody(site: Site, body: string): string {
  const html = previewBody(site, body);
  if (html === '') throw invalidBody('must have visible text');
  return html;
}

const invalidBody = (message: string) => new DomainError('invalid-request', { errors: [{ path: '/body', message }] });
