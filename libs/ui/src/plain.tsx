import type { Comment, CommentSort } from '@afterword/contracts';
import { CommentItem, type CommentView, fragmentOf, type PlainLinks } from './comment';
import { Composer } from './composer';
import { formatUniversalTime } from './full-formats';
import { UI_LIMITS } from './limits';
import { Thread, type ThreadData } from './thread';
import { sortsOf, threadControls } from './thread-controls';
import { wordsIn } from './server-words';
import type { Words } from './words';

/** The language of pages of comments. */
const english = wordsIn('en');

/** URLs of a thread without scripts. */
export interface PlainAddresses {
  /** The page with the thread. */
  page: string;
  /** Its comments: GET for more of them, GET `/{id}` for one, POST for a new one. */
  comments: string;
}

/** The values of a form, and its error. */
export interface PlainForm {
  /** Hidden fields. */
  hidden?: Readonly<Record<string, string>>;
  body?: string;
  name?: string;
  wrong?: { field: 'body' | 'name' | null; text: string };
}

export interface PlainComposerProps {
  addresses: PlainAddresses;
  form: PlainForm;
  /** The comment being replied to. */
  parent?: Comment | null;
  words?: Words;
}

/** Honeypot field: hidden from people, filled in by bots. */
export const TRAP_FIELD = 'homepage';

/** DOM id of the error message. */
const WRONG_ID = 'aw-wrong';

/** Form that posts a comment or a reply as a guest. */
export function PlainComposer({ addresses, form, parent = null, words = english }: PlainComposerProps) {
  const { hidden = {}, body = '', name = '', wrong } = form;
  const invalid = (field: 'body' | 'name') =>
    wrong?.field === field ? { 'aria-invalid': true, 'aria-describedby': WRONG_ID } : {};
  const fields = Object.entries({ ...hidden, ...(parent && { parent: parent.id }) });
  return (
    <Composer
      words={words}
      label={
        parent ? words.say('replyTo', { name: parent.author?.name ?? words.say('someone') }) : words.say('comment')
      }
      submitLabel={words.say('post')}
      body={body}
      name={name}
      limits={UI_LIMITS}
      actions={null}
      plain={{
        form: { method: 'post', action: addresses.comments },
        body: { required: true, ...invalid('body') },
        name: invalid('name'),
        hidden: (
          <>
            {fields.map(([field, value]) => (
              <input key={field} type="hidden" name={field} value={value} />
            ))}
            <label class="aw-trap">
              <span lang="en">Leave this empty</span> <input name={TRAP_FIELD} tabIndex={-1} autocomplete="off" />
            </label>
          </>
        ),
      }}
    >
      {wrong && (
        <p class="aw-error aw-ui" id={WRONG_ID} role="alert">
          {wrong.text}
        </p>
      )}
    </Composer>
  );
}

/** How a server renders comments: dates instead of ages, because pages are cached, and links instead of buttons. */
export function plainView(
  addresses: PlainAddresses,
  closed: boolean,
  words: Words = english,
): CommentView & { plain: PlainLinks } {
  const link = (comment: Comment, label: string, fragment = '') => (
    <a class="aw-act aw-ui" href={`${addresses.comments}/${comment.id}${fragment}`}>
      {label}
    </a>
  );
  return {
    words,
    now: null,
    actions: null,
    controls: threadControls,
    plain: {
      time: (iso) => <time dateTime={iso}>{formatUniversalTime(iso, words.locale)}</time>,
      reply: (comment) => link(comment, words.say('reply'), '#reply'),
      inThread: (comment) => link(comment, words.say('inThread')),
      moreReplies: (comment, missing) => link(comment, words.say('moreReplies', { count: missing })),
    },
    closed,
    targetId: null,
    stateOf: () => ({}),
    hrefOf: fragmentOf,
  };
}

export interface PlainThreadProps {
  thread: ThreadData;
  sort: CommentSort;
  addresses: PlainAddresses;
  /** The form on the first page; null on further pages. */
  form: PlainForm | null;
  words?: Words;
}

/** A page of comments, with links to other orders and to the next page. */
export function PlainThread({ thread, sort, addresses, form, words = english }: PlainThreadProps) {
  const { closed, next, authorIds } = thread;
  const sorts = (
    <nav class="aw-tabs aw-ui" aria-label={words.say('sort')}>
      {sortsOf(authorIds).map((by) => (
        <a
          key={by}
          href={by === 'top' ? `${addresses.page}#comments` : addresses.comments + queryOf({ sort: by })}
          aria-current={by === sort ? 'true' : undefined}
        >
          {words.say(by)}
        </a>
      ))}
    </nav>
  );
  const more = (
    <a class="aw-pill aw-ui aw-more" href={addresses.comments + queryOf({ sort, ...(next && { cursor: next }) })}>
      {words.say('more')}
    </a>
  );
  return (
    <Thread
      view={{ ...plainView(addresses, closed, words), authorIds }}
      thread={thread}
      sort={sort}
      actions={null}
      plain={{ sorts, more }}
      composer={
        closed ? (
          <div class="aw-composer aw-closed aw-ui">{words.say('closed')}</div>
        ) : (
          form && <PlainComposer addresses={addresses} form={form} words={words} />
        )
      }
    />
  );
}

export interface PlainConversationProps {
  /** Ancestors from the top-level comment down, without other replies. */
  ancestors: readonly Comment[];
  /** The comment with one page of its replies. */
  comment: Comment;
  addresses: PlainAddresses;
  closed: boolean;
  authorIds?: readonly string[] | undefined;
  words?: Words;
}

/** One comment in its context: ancestors and replies. */
export function PlainConversation(props: PlainConversationProps) {
  const { ancestors, comment, addresses, closed, authorIds, words = english } = props;
  const { plain, ...view } = plainView(addresses, closed, words);
  const { id, replies } = comment;
  const more = (
    <a class="aw-act aw-ui" href={`${addresses.comments}/${id}${queryOf({ cursor: replies.next ?? '' })}`}>
      {words.say('more')}
    </a>
  );
  const whole = [...ancestors].reduceRight<Comment>(
    (inner, ancestor) => ({ ...ancestor, replies: { items: [inner], next: null } }),
    comment,
  );
  return (
    <div class="aw aw-thread">
      <ul class="aw-comments">
        <CommentItem
          comment={whole}
          parent={null}
          view={{
            ...view,
            authorIds,
            targetId: id,
            plain: {
              ...plain,
              moreReplies: (other, missing) => (other.id === id ? more : plain.moreReplies(other, missing)),
            },
          }}
        />
      </ul>
    </div>
  );
}

const queryOf = (parameters: Record<string, string>) => `?${new URLSearchParams(parameters).toString()}`;
