import type { CreateDecision } from '@afterword/contracts';
import { type QueueRow, versionOf } from '../decisions';
import { type LinkedStaff } from '../staff-mail';
import { mailPage } from './link-page';
import type { MailLanguage } from './mail-language';
import { escapeHtml } from './mail-text';

/** What a mail to staff offers: one word, so that whoever is not at a desk can decide. The console can more. */
export type LinkDecision = Extract<CreateDecision['decision'], 'publish' | 'reject' | 'spam' | 'remove'>;

const DONE = {
  publish: 'donePublish',
  reject: 'doneReject',
  spam: 'doneSpam',
  remove: 'doneRemove',
} as const satisfies Record<LinkDecision, string>;

interface WaitingCommentPage {
  staff: LinkedStaff;
  /** Null where it is not there any more. */
  comment: QueueRow | null;
  consoleUrl: string;
  /** What has just been decided, or that the comment is not the one any more that was read. */
  outcome?: LinkDecision | 'changed';
}

/** A comment that waits for its reader's decision. Its buttons name the version that is shown: what is edited meanwhile is not decided. */
export function waitingCommentPage(language: MailLanguage, page: WaitingCommentPage): string {
  const { staff, comment, consoleUrl, outcome } = page;
  const { say } = language;
  const choices = comment && (outcome === undefined || outcome === 'changed') ? choicesOf(comment) : [];
  const state =
    outcome === undefined
      ? choices.length === 0 && say('nothingToDecide')
      : say(outcome === 'changed' ? 'changed' : DONE[outcome]);
  const title = comment && {
    name: comment.authorName,
    page: comment.pageTitle ?? comment.pageKey,
  };
  return mailPage(language, {
    title: title ? say(comment.status === 'pending' ? 'waitHeld' : 'byline', title) : staff.site,
    body: [
      state && `<p role="status">${escapeHtml(state)}</p>`,
      comment && choices.length > 0 && `<blockquote dir="auto">${escapeHtml(comment.body ?? '')}</blockquote>`,
      comment &&
        choices.length > 0 &&
        `<form method="post"><input type="hidden" name="version" value="${escapeHtml(versionOf(comment))}">` +
          choices
            .map(
              ({ decision, label }) =>
                `<button type="submit" name="decision" value="${decision}">${escapeHtml(say(label))}</button>`,
            )
            .join('') +
          `</form>`,
      `<p><a href="${escapeHtml(consoleUrl)}">${escapeHtml(say('console'))}</a></p>`,
    ]
      .filter((part) => part !== null && part !== false)
      .join(''),
  });
}

/** For a comment that is held, and for one that is shown and was reported. None for one that was decided about. */
function choicesOf(
  comment: QueueRow,
): { decision: LinkDecision; label: 'publish' | 'keep' | 'reject' | 'spam' | 'remove' }[] {
  if (comment.status === 'pending') {
    return [
      { decision: 'publish', label: 'publish' },
      { decision: 'reject', label: 'reject' },
      { decision: 'spam', label: 'spam' },
    ];
  }
  if (comment.status !== 'published' || comment.openReports === 0) return [];
  return [
    { decision: 'publish', label: 'keep' },
    { decision: 'remove', label: 'remove' },
    { decision: 'spam', label: 'spam' },
  ];
}
