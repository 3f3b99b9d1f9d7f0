import type { Comment, CommentSort } from '@afterword/contracts';
import { actionMessages } from './action-messages';
import { CommentItem, type CommentView, type PlainLinks } from './comment';
import { Composer } from './composer';
import { UI_LIMITS } from './limits';
import { messages } from './messages';
import { SORTS, Thread, type ThreadData } from './thread';
import { Words } from './words';

/** A reader without scripts acts on the server's pages, which speak English. */
const words = new Words({ ...messages, ...actionMessages });

/** Where a thread without scripts leads. */
export interface PlainAddresses {
  /** The page that the thread is on. */
  page: string;
  /** Its comments: more of them, one of them at `/{id}`, and where new ones are posted to. */
  comments: string;
}

/** A comment as it is being written, and what was wrong with it. */
export interface PlainForm {
  /** What goes along unseen. */
  hidden?: Readonly<Record<string, string>>;
  body?: string;
  name?: string;
  wrong?: { field: 'body' | 'name' | null; text: string };
}

export interface PlainComposerProps {
  addresses: PlainAddresses;
  form: PlainForm;
  /** The comment that is answered. */
  parent?: Comment | null;
}

/** Where programs that fill in every field give themselves away; no style shows it to people. */
export const TRAP_FIELD = 'homepage';

/** What says why a form came back. */
const WRONG_ID = 'aw-wrong';

/** A form that posts a comment, or a reply, as a guest. */
export function PlainComposer({ addresses, form, parent = null }: PlainComposerProps) {
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
              Leave this empty <input name={TRAP_FIELD} tabIndex={-1} autocomplete="off" />
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

/** Comments as a server shows them: no ages, since its page outlives any "now", and links for buttons. */
export function plainView(addresses: PlainAddresses, closed: boolean): CommentView & { plain: PlainLinks } {
  const link = (comment: Comment, label: string, fragment = '') => (
    <a class="aw-act aw-ui" href={`${addresses.comments}/${comment.id}${fragment}`}>
      {label}
    </a>
  );
  return {
    words,
    now: null,
    actions: null,
    plain: {
      reply: (comment) => link(comment, words.say('reply'), '#reply'),
      moreReplies: (comment, missing) => link(comment, words.say('moreReplies', { count: missing })),
    },
    closed,
    targetId: null,
    stateOf: () => ({}),
  };
}

export interface PlainThreadProps {
  thread: ThreadData;
  sort: CommentSort;
  addresses: PlainAddresses;
  /** The empty form, where the thread begins; further on there is only the way back. */
  form: PlainForm | null;
}

/** A page's comments, or more of them, with other orders and what comes next as links. */
export function PlainThread({ thread, sort, addresses, form }: PlainThreadProps) {
  const { closed, next } = thread;
  const sorts = (
    <nav class="aw-tabs aw-ui" aria-label={words.say('sort')}>
      {SORTS.map((by) => (
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
    <a class="aw-pill aw-ui aw-more" href={addresses.comments + queryOf({ sort, cursor: next ?? '' })}>
      {words.say('more')}
    </a>
  );
  return (
    <Thread
      view={plainView(addresses, closed)}
      thread={thread}
      sort={sort}
      actions={null}
      plain={{ sorts, more }}
      composer={
        closed ? (
          <p class="aw-hint aw-ui">{words.say('closed')}</p>
        ) : (
          form && <PlainComposer addresses={addresses} form={form} />
        )
      }
    />
  );
}

export interface PlainConversationProps {
  /** What the comment replies to, from the top-level comment down, without other replies. */
  ancestors: readonly Comment[];
  /** With as many of its replies as are shown at once. */
  comment: Comment;
  addresses: PlainAddresses;
  closed: boolean;
}

/** One comment where it stands: what it replies to, and what replies to it. */
export function PlainConversation({ ancestors, comment, addresses, closed }: PlainConversationProps) {
  const { plain, ...view } = plainView(addresses, closed);
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
            targetId: id,
            plain: {
              reply: plain.reply,
              moreReplies: (other, missing) => (other.id === id ? more : plain.moreReplies(other, missing)),
            },
          }}
        />
      </ul>
    </div>
  );
}

const queryOf = (parameters: Record<string, string>) => `?${new URLSearchParams(parameters).toString()}`;
