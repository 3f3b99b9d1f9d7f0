import { wordsIn } from '@afterword/ui';
import type { Occurrence, WebhookType } from '../delivery';

/** A message for people: a sentence, what the comment says, and where it is. Plain text, to be escaped by each format. */
export interface Summary {
  sentence: string;
  /** The beginning of the comment's Markdown. */
  quote: string | null;
  /** The page, at the comment. */
  link: string | null;
}

/** Characters of a comment in a message. */
const QUOTE_LENGTH = 500;

/** What it does not name: a comment by somebody who is gone, a page without a title. */
const SOMEBODY = 'Somebody';

export function summaryOf(occurrence: Occurrence): Summary {
  const { comment, page, type } = occurrence;
  const link = page?.url ?? null;
  const isShown = comment !== null && comment.body !== null;
  return {
    sentence: SENTENCES[type](occurrence),
    quote: isShown ? cut(comment.body ?? '') : null,
    link: link !== null && isShown && type !== 'reward.given' ? withFragment(link, `comment-${comment.id}`) : link,
  };
}

const SENTENCES: Record<WebhookType, (occurrence: Occurrence) => string> = {
  'comment.created': (of) => {
    const wrote = `${authorOf(of)} ${of.comment?.parentId ? 'replied' : 'commented'} ${on(of)}`;
    return of.comment?.status === 'pending' ? `${wrote}; a moderator has to read it first` : wrote;
  },
  'comment.published': (of) => `A comment by ${authorOf(of)} ${on(of)} was published`,
  'comment.held': (of) => `A comment by ${authorOf(of)} ${on(of)} waits for a moderator`,
  'comment.rejected': (of) => `A comment by ${authorOf(of)} ${on(of)} was rejected`,
  'comment.removed': (of) => `A comment by ${authorOf(of)} ${on(of)} was removed by a moderator`,
  'comment.edited': (of) => `${authorOf(of)} edited a comment ${on(of)}`,
  'comment.deleted': (of) => `A comment ${on(of)} was deleted`,
  'report.created': (of) => `A comment by ${authorOf(of)} ${on(of)} was reported as ${text(of.payload.reason)}`,
  'reward.given': (of) => `${actorOf(of)} gave ${pointsOf(of)} ${on(of)}`,
  'reward.undone': (of) => `A reward of ${pointsOf(of)} ${on(of)} was undone`,
  'page.closed': (of) => `Comments are closed ${on(of)}`,
  'page.opened': (of) => `Comments are open again ${on(of)}`,
  'reader.restricted': ({ payload }) =>
    payload.kind === null ? 'A restriction of a reader was lifted' : `A reader was restricted: ${text(payload.kind)}`,
  'reader.erased': () => 'A reader deleted their account',
  'import.finished': ({ payload }) =>
    `An import from ${text(payload.source)} has finished: ${text(payload.added)} comments added, ${text(payload.updated)} updated`,
  'webhook.test': ({ siteId }) => `This is a test by the site ${siteId}. Webhooks arrive here.`,
};

const authorOf = ({ comment }: Occurrence) => comment?.author?.name ?? SOMEBODY;
const actorOf = ({ actor }: Occurrence) => actor?.name ?? SOMEBODY;
/** As the site calls them in English, the language of these sentences. */
const pointsOf = ({ payload, look }: Occurrence) =>
  wordsIn('en')
    .on(look ?? {})
    .points(Number(payload.amount));
const on = ({ page }: Occurrence) => (page ? `on “${page.title ?? page.key}”` : 'on a page');
const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '?');

function cut(body: string): string {
  const characters = Array.from(body);
  return characters.length <= QUOTE_LENGTH ? body : `${characters.slice(0, QUOTE_LENGTH - 1).join('')}…`;
}

function withFragment(link: string, fragment: string): string {
  const url = new URL(link);
  url.hash = fragment;
  return url.href;
}
