import type { Challenge, Problem, ProblemError } from '@afterword/contracts';
import { LIMITS, PROBLEM_TYPE_PREFIX } from '@afterword/contracts';

export interface DomainErrorOptions {
  /** What to do in this case, shown to the client in place of the code's own detail. */
  detail?: string | undefined;
  errors?: readonly ProblemError[] | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  /** The proof-of-work challenge that the client must solve; a member of the problem. */
  challenge?: Challenge | undefined;
  cause?: unknown;
}

export interface ProblemKind {
  readonly status: number;
  /** What went wrong: the same for every occurrence of the code. */
  readonly title: string;
  /** What to do about it, unless the thrower gives a detail of its own. */
  readonly detail: string;
}

/** All problems that the services respond with, by their stable code. `domain-error.spec.ts` compares them with docs/errors.md. */
export const PROBLEMS = {
  'malformed-request': {
    status: 400,
    title: 'The request could not be read.',
    detail: "Check the path's percent-encoding, the headers and the encoding of the body.",
  },
  'malformed-json': {
    status: 400,
    title: 'The body is not valid JSON.',
    detail: `Send valid JSON in UTF-8, nested at most ${LIMITS.bodyDepth} levels deep.`,
  },
  'idempotency-key-missing': {
    status: 400,
    title: 'This request needs an Idempotency-Key header.',
    detail: 'Send a new key with each new request, and the same key when you retry one.',
  },
  unauthorized: {
    status: 401,
    title: 'A valid token is required.',
    detail: 'Send a token that has not expired in the header Authorization, as Bearer token.',
  },
  forbidden: {
    status: 403,
    title: 'This token is not allowed to do this.',
    detail: 'Use a token of this site, of the author or of the operator, whichever this call requires.',
  },
  'guests-not-allowed': {
    status: 403,
    title: 'This site does not allow guests.',
    detail: "Sign the reader in at the site, and create the session with the site's token in sso.",
  },
  'proof-required': {
    status: 403,
    title: 'New guests must solve a proof of work.',
    detail: 'Solve the challenge in this response, and send the request again with the solution in proof.',
  },
  'page-closed': {
    status: 403,
    title: 'Comments are closed.',
    detail: 'This page accepts no new comments and no edits. Comments can still be deleted. Do not retry.',
  },
  'edit-window-over': {
    status: 403,
    title: 'This comment can no longer be edited.',
    detail: 'Delete the comment, or reply to it.',
  },
  'url-not-allowed': {
    status: 403,
    title: "This URL is not on one of the site's origins.",
    detail: "Use a URL on one of the site's origins, or ask the operator to add its origin.",
  },
  'undo-window-over': {
    status: 403,
    title: 'You can no longer undo this reward.',
    detail: `Readers can undo a reward for ${LIMITS.rewardUndoMinutes} minutes. The operator can still undo it.`,
  },
  'reader-banned': {
    status: 403,
    title: 'You are banned from this site.',
    detail: 'A moderator has banned this reader. Reading is still possible.',
  },
  'restriction-not-allowed': {
    status: 403,
    title: 'This reader cannot be restricted.',
    detail: 'Take the role of moderator or staff from the reader first, in the single sign-on of the site.',
  },
  'own-comment': {
    status: 403,
    title: 'This is your own comment.',
    detail: 'Reward or report comments by other readers.',
  },
  'author-gone': {
    status: 403,
    title: 'The author of this comment has left.',
    detail: 'Nobody would get the points. Reward another comment.',
  },
  'own-page': {
    status: 403,
    title: 'You cannot reward your own page.',
    detail: 'Reward a page by another author.',
  },
  'not-found': {
    status: 404,
    title: 'Nothing was found at this address.',
    detail: 'Check the method and the path. /docs lists every call.',
  },
  'site-not-found': {
    status: 404,
    title: 'This site does not exist.',
    detail: "Check the site's id. The operator can create a site.",
  },
  'page-not-found': {
    status: 404,
    title: 'This page does not exist.',
    detail: "Check the page's key. A page is created by the first write to it.",
  },
  'alias-not-found': {
    status: 404,
    title: 'The page does not have this alias.',
    detail: "List the page's aliases, and use one of them.",
  },
  'comment-not-found': {
    status: 404,
    title: 'This comment does not exist.',
    detail: 'Check the id. The comment may have been deleted.',
  },
  'reader-not-found': {
    status: 404,
    title: 'This reader does not exist.',
    detail: "Check the id, which the list of the site's readers contains. The reader may have left.",
  },
  'decision-not-found': {
    status: 404,
    title: 'This decision does not exist.',
    detail: 'Check the id, which the response to the decision contains.',
  },
  'staff-not-found': {
    status: 404,
    title: 'This member of staff does not exist.',
    detail: 'Check the id, which the list of staff contains. The person may have been removed.',
  },
  'invitation-not-found': {
    status: 404,
    title: 'This invitation is not valid any more.',
    detail: `Ask for a new one. An invitation can be accepted once, within ${LIMITS.staffInvitationDays} days.`,
  },
  'session-not-found': {
    status: 404,
    title: 'This session does not exist.',
    detail: 'Check the id, which /v1/staff/me contains. The session may have ended.',
  },
  'passkey-not-found': {
    status: 404,
    title: 'This passkey does not exist.',
    detail: 'Check the id, which /v1/staff/me contains.',
  },
  'reward-not-found': {
    status: 404,
    title: 'This reward does not exist.',
    detail: 'Check the id, which the response to the reward contains.',
  },
  'account-not-found': {
    status: 404,
    title: 'This account does not exist.',
    detail: "Check the id. The site's accounts can be listed.",
  },
  'share-not-found': {
    status: 404,
    title: 'This short link does not exist.',
    detail: 'Check the link, or open the page at its own address.',
  },
  'article-not-found': {
    status: 404,
    title: 'This article does not exist.',
    detail: 'Check the slug. The article may not be published.',
  },
  'webhook-not-found': {
    status: 404,
    title: 'This webhook does not exist.',
    detail: "Check the id, which the list of the site's webhooks contains. The webhook may have been deleted.",
  },
  'import-file-not-found': {
    status: 404,
    title: 'This file to import does not exist.',
    detail:
      'Check the id, which the list of files to import contains. Files are removed a week after they were used last.',
  },
  'import-not-found': {
    status: 404,
    title: 'This import does not exist.',
    detail: "Check the id, which the list of the site's imports contains.",
  },
  'delivery-not-found': {
    status: 404,
    title: 'This delivery does not exist.',
    detail: `Check the id, which the list of deliveries contains. Deliveries are kept for ${LIMITS.webhookDeliveryDays} days.`,
  },
  'request-timeout': {
    status: 408,
    title: 'The request took too long to arrive.',
    detail: `Send the head within ${LIMITS.requestHeadSeconds} seconds and the whole request within ${LIMITS.requestSeconds} seconds, then retry.`,
  },
  'site-taken': {
    status: 409,
    title: 'A site with this id already exists.',
    detail: 'Choose another id, or change the existing site.',
  },
  'article-taken': {
    status: 409,
    title: 'An article with this slug already exists.',
    detail: 'Choose another slug, or change the existing article.',
  },
  'idempotency-key-reused': {
    status: 409,
    title: 'This Idempotency-Key was used with a different request.',
    detail: 'Send a new key with a new request. Repeat a key only with the same method, path and body.',
  },
  'page-key-taken': {
    status: 409,
    title: 'Another page already has this key.',
    detail: 'Use another key, or merge the two pages.',
  },
  'too-many-aliases': {
    status: 409,
    title: 'The page has too many aliases.',
    detail: `Remove an alias first. A page can have up to ${LIMITS.pageAliases}.`,
  },
  'too-many-featured': {
    status: 409,
    title: 'The page features as many comments as it can.',
    detail: `Take another comment out of the featured ones first: a page features at most ${LIMITS.featuredComments}.`,
  },
  'mail-off': {
    status: 409,
    title: 'This installation sends no mail.',
    detail: 'Read notifications in the inbox. The operator switches mail on by SMTP_URL and MAIL_FROM.',
  },
  'too-many-follows': {
    status: 409,
    title: 'You follow as much as you can.',
    detail: `Stop following something else first. A reader can follow up to ${LIMITS.follows} pages and comments.`,
  },
  'too-many-webhooks': {
    status: 409,
    title: 'The site has too many webhooks.',
    detail: `Delete a webhook first. A site can have up to ${LIMITS.webhookEndpoints}.`,
  },
  'too-many-import-files': {
    status: 409,
    title: 'The site has too many files to import.',
    detail: `Import or remove one first. A site can have up to ${LIMITS.importFiles}.`,
  },
  'import-not-ready': {
    status: 409,
    title: 'The file is not ready for this.',
    detail:
      'Read the file again: its status says what it waits for. It can be imported once it is uploaded and checked.',
  },
  'import-undone': {
    status: 409,
    title: 'The import was taken back before.',
    detail: 'Import the file again to have its comments back.',
  },
  'comment-changed': {
    status: 409,
    title: 'The comment has changed since it was read.',
    detail: 'Read the comment again, and decide on what it says now.',
  },
  'decision-superseded': {
    status: 409,
    title: 'This decision can no longer be undone.',
    detail: 'Something was decided or changed since. Make a new decision instead.',
  },
  'last-admin': {
    status: 409,
    title: 'The site would have no admin left.',
    detail: 'Make somebody else an admin of the site first, or ask the operator.',
  },
  'passkeys-unavailable': {
    status: 409,
    title: 'Passkeys are not available at this address.',
    detail: 'Set ENGAGEMENT_URL to a host name instead of an IP address, and open the console there.',
  },
  'points-spent': {
    status: 409,
    title: 'The points have already been spent.',
    detail: 'This reward cannot be undone unless its recipient has enough points again.',
  },
  'page-described': {
    status: 409,
    title: 'This page already has a URL and a title.',
    detail: 'Ask the operator to change them.',
  },
  'precondition-failed': {
    status: 412,
    title: 'The resource has changed since it was read.',
    detail: 'Read the resource again, and send your change with its new ETag in If-Match.',
  },
  'too-large': {
    status: 413,
    title: 'The body is too large.',
    detail: `Send at most ${LIMITS.bodyBytes} bytes.`,
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The content type is not supported.',
    detail: 'Send JSON with content-type: application/json, or a form where this call accepts forms.',
  },
  'invalid-request': {
    status: 422,
    title: 'The request is not valid.',
    detail: 'Correct what errors lists: each entry names a field or parameter and says what it must be.',
  },
  'comment-refused': {
    status: 422,
    title: 'This comment cannot be published.',
    detail: 'Change the text, and post it again.',
  },
  'passkey-refused': {
    status: 422,
    title: 'The passkey could not be added.',
    detail: 'Begin again with new options, and answer them within the time.',
  },
  'proof-invalid': {
    status: 422,
    title: 'The proof of work is not valid.',
    detail: 'The solution is wrong or expired. Request a new challenge, and solve it.',
  },
  'name-reserved': {
    status: 422,
    title: 'This name is reserved.',
    detail: 'Choose another name.',
  },
  'insufficient-balance': {
    status: 422,
    title: 'The wallet does not have enough points.',
    detail: 'Send an amount within the balance, which /v1/me returns. No points were transferred.',
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests.',
    detail: 'Wait for the number of seconds in Retry-After, and then retry.',
  },
  internal: {
    status: 500,
    title: 'Internal server error.',
    detail: 'Retry later. If it happens again, report it to the operator of the service.',
  },
  'format-not-offered': {
    status: 501,
    title: 'This format is not available.',
    detail: 'Request format=json.',
  },
  unavailable: {
    status: 503,
    title: 'The service is temporarily unavailable.',
    detail: 'Retry after the number of seconds in Retry-After. Retry writes with the same Idempotency-Key.',
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

/** An expected failure with a stable code. `ProblemFilter` turns it into an RFC 9457 response. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly status: number;

  constructor(
    readonly code: ProblemCode,
    private readonly options: DomainErrorOptions = {},
  ) {
    super(options.detail ?? PROBLEMS[code].title, { cause: options.cause });
    this.status = PROBLEMS[code].status;
  }

  get headers(): Readonly<Record<string, string>> {
    return this.options.headers ?? {};
  }

  toProblem(): Problem {
    const { title, detail } = PROBLEMS[this.code];
    const { errors, challenge } = this.options;
    return {
      type: PROBLEM_TYPE_PREFIX + this.code,
      title,
      status: this.status,
      detail: this.options.detail ?? detail,
      ...(errors === undefined ? {} : { errors: errors.slice(0, LIMITS.problemErrors).map(shortened) }),
      ...(challenge === undefined ? {} : { challenge }),
    };
  }
}

/** What a client named may be part of a path or message, and is as long as the client likes. */
const shortened = ({ path, message }: ProblemError): ProblemError => ({ path: short(path), message: short(message) });

/** With a mark where some is missing, and without half a character at the end. */
const short = (text: string): string =>
  text.length <= LIMITS.problemText
    ? text
    : `${text.slice(0, LIMITS.problemText - 1).replace(/[\ud800-\udbff]$/, '')}…`;
