import { hasAtMost, LIMITS } from '@afterword/contracts';
import { renderStored } from '../../comments';
import type { ImportBody } from '../import-item';
import type { Problem } from '../import-problem';
import { markdownOfHtml } from './markdown-of-html';
import { markdownOfText } from './markdown-text';

export interface PreparedBody {
  /** Markdown; empty where there is nothing to see. */
  body: string;
  /** The sanitized rendering. */
  html: string;
  problems: readonly { problem: Problem; detail?: string }[];
}

/** U+0000 and lone surrogates, which PostgreSQL cannot store. */
export const UNSTORABLE = /\u0000|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Longest HTML that is read of one comment. Characters. */
const MOST_HTML = 2_000_000;

/** A text of another system as a comment of ours. */
export function prepareBody({ format, value }: ImportBody): PreparedBody {
  const problems: { problem: Problem; detail?: string }[] = [];
  const clean = value.replace(UNSTORABLE, '');
  if (clean.length !== value.length) problems.push({ problem: 'text-cleaned' });
  const { markdown, changed } = convert(format, clean);
  if (changed.length > 0) problems.push({ problem: 'markup-changed', detail: changed.join(', ') });
  const trimmed = markdown.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();
  const isLong = !hasAtMost(trimmed, LIMITS.importedBodyLength);
  if (isLong) problems.push({ problem: 'body-cut' });
  const body = isLong
    ? Array.from(trimmed.slice(0, 2 * LIMITS.importedBodyLength))
        .slice(0, LIMITS.importedBodyLength)
        .join('')
    : trimmed;
  return { body, html: body === '' ? '' : renderStored(body), problems };
}

function convert(format: ImportBody['format'], value: string): { markdown: string; changed: readonly string[] } {
  switch (format) {
    case 'markdown':
      return { markdown: value.replace(/\r\n?/g, '\n'), changed: [] };
    case 'text':
      return { markdown: markdownOfText(value.replace(/\r\n?/g, '\n')), changed: [] };
    case 'html':
    case 'html-lines':
      return markdownOfHtml(value.slice(0, MOST_HTML), {
        lineBreaks: format === 'html-lines',
      });
  }
}
