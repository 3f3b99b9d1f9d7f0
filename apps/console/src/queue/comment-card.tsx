import type { DecisionKind, ModeratedComment } from '@afterword/contracts';
import { useMemo, useState } from 'preact/hooks';
import { Avatar } from '../parts/avatar';
import { Age } from '../parts/time';
import { href } from '../router';
import { say, sayCount, sayOf } from '../words';
import { EditDifference } from './edit-difference';
import { claimedBy } from './claims';
import { markedHtml } from './marked-html';
import type { ItemNote } from './queue-list';
import { Reasons } from './reasons';

export interface CardActions {
  decide: (decision: DecisionKind, comment: ModeratedComment) => void;
  /** Asks for a reason first. */
  decideWithReason: (decision: DecisionKind, comment: ModeratedComment) => void;
  decideAllBy: (comment: ModeratedComment) => void;
  toggle: (comment: ModeratedComment) => void;
  look: (comment: ModeratedComment) => void;
  history: (comment: ModeratedComment) => void;
  restrict: (comment: ModeratedComment) => void;
}

export interface CardProps {
  site: string;
  comment: ModeratedComment;
  isCurrent: boolean;
  isSelected: boolean;
  /** Its place in the list, from 1. */
  position: number;
  note: ItemNote | undefined;
  /** Whether the list holds comments of several statuses. */
  showStatus: boolean;
  actions: CardActions;
}

/** Longer texts are folded. Characters. */
const LONG = 1_200;

const LABELS = { publish: 'publish', reject: 'reject', spam: 'asSpam', remove: 'removeComment', hold: 'hold' } as const;
const KEYS: Partial<Record<DecisionKind, string>> = { publish: 'A', reject: 'R', spam: 'S' };

/** The decisions that have a button; the others are in the menu. */
function buttonsOf({ status, decisions }: ModeratedComment): DecisionKind[] {
  const wanted: DecisionKind[] = status === 'published' ? ['publish', 'remove', 'spam'] : ['publish', 'reject', 'spam'];
  return wanted.filter((kind) => decisions.includes(kind));
}

export function CommentCard(props: CardProps) {
  const { site, comment, isCurrent, isSelected, position, note, showStatus, actions } = props;
  const { author, page, parent } = comment;
  const [isOpen, setOpen] = useState(false);
  const found = comment.verdicts.flatMap(({ matches }) => matches);
  const html = useMemo(() => markedHtml(comment.html ?? '', found), [comment.html, found.join('\n')]);
  const name = author?.name ?? say('deleted');
  const isFolded = (comment.body?.length ?? 0) > LONG && !isOpen;
  const buttons = buttonsOf(comment);
  const claimer = claimedBy(comment.id);
  return (
    <article
      id={`c-${comment.id}`}
      class="card"
      tabIndex={isCurrent ? 0 : -1}
      aria-label={say('commentBy', { name })}
      aria-current={isCurrent ? 'true' : undefined}
      aria-posinset={position}
      aria-setsize={-1}
      data-selected={isSelected ? '' : undefined}
      data-stale={note?.isStale ? '' : undefined}
      onFocusIn={() => actions.look(comment)}
    >
      <header class="who">
        {author && <Avatar id={author.id} name={author.name} />}
        <div class="names">
          {author ? (
            <a class="name" href={href(site, 'readers', { argument: author.id })} dir="auto">
              {name}
            </a>
          ) : (
            <span class="name">{name}</span>
          )}
          <AuthorFacts comment={comment} />
          <span class="where">
            <Age at={comment.createdAt} />
            {comment.editedAt !== null && <span> · {say('edited')}</span>} ·{' '}
            <a href={href(site, 'pages', { argument: page.key })} dir="auto">
              {page.title ?? page.key}
            </a>
          </span>
        </div>
        {showStatus && (
          <span class="status" data-status={comment.status}>
            {say(comment.status)}
          </span>
        )}
        <label class="tick">
          <input
            type="checkbox"
            checked={isSelected}
            tabIndex={isCurrent ? 0 : -1}
            onChange={() => actions.toggle(comment)}
          />
          <span class="hidden">{`${say('selectItem')}: ${say('commentBy', { name })}`}</span>
        </label>
      </header>
      {parent && (
        <blockquote class="parent">
          <span>
            {parent.author === null || parent.status === 'deleted'
              ? say('inReplyToDeleted')
              : say('inReplyTo', { name: parent.author })}
          </span>
          {parent.excerpt !== null && <p dir="auto">{parent.excerpt}</p>}
        </blockquote>
      )}
      <div class={isFolded ? 'text folded' : 'text'} dir="auto" dangerouslySetInnerHTML={{ __html: html }} />
      {isFolded && (
        <button type="button" class="link" onClick={() => setOpen(true)}>
          {say('expand')}
        </button>
      )}
      {comment.textBefore && (
        <details class="edit" open={comment.status === 'pending'}>
          <summary>
            {say('editChanged')} <Age at={comment.textBefore.at} />
          </summary>
          <EditDifference before={comment.textBefore.body} after={comment.body ?? ''} />
        </details>
      )}
      <Reasons comment={comment} />
      {claimer !== null && <p class="claim">{say('lookedAtBy', { name: claimer })}</p>}
      {note && <p class="note">{note.text}</p>}
      <footer class="acts">
        {buttons.map((kind) => (
          <button
            key={kind}
            type="button"
            class={kind === 'publish' ? 'primary' : undefined}
            tabIndex={isCurrent ? 0 : -1}
            onClick={() => actions.decide(kind, comment)}
          >
            {say(LABELS[kind])}
            {KEYS[kind] && <kbd aria-hidden="true">{KEYS[kind]}</kbd>}
          </button>
        ))}
        <details class="menu" onKeyDown={closeOnEscape} onFocusOut={closeOnLeave}>
          <summary tabIndex={isCurrent ? 0 : -1} aria-label={`${say('more')}: ${say('commentBy', { name })}`}>
            ···
          </summary>
          <div class="items">
            {comment.decisions
              .filter((kind) => kind !== 'publish' && !buttons.includes(kind))
              .map((kind) => (
                <button key={kind} type="button" onClick={() => actions.decide(kind, comment)}>
                  {say(LABELS[kind])}
                </button>
              ))}
            {comment.decisions
              .filter((kind) => kind === 'reject' || kind === 'remove')
              .map((kind) => (
                <button key={`${kind}-reason`} type="button" onClick={() => actions.decideWithReason(kind, comment)}>
                  {say('decideWithReason', { decision: say(LABELS[kind]) })}
                </button>
              ))}
            {author && (
              <button type="button" onClick={() => actions.decideAllBy(comment)}>
                {say('allByReader', { name })}
              </button>
            )}
            {author && (
              <button type="button" onClick={() => actions.restrict(comment)}>
                {say('restrictReader')} <kbd aria-hidden="true">B</kbd>
              </button>
            )}
            <button type="button" onClick={() => actions.history(comment)}>
              {say('showHistory')}
            </button>
            {page.url !== null && (
              <a href={page.url} target="_blank" rel="noopener noreferrer">
                {say('openInPage')}
              </a>
            )}
          </div>
        </details>
      </footer>
    </article>
  );
}

function AuthorFacts({ comment: { author } }: { comment: ModeratedComment }) {
  if (!author) return null;
  const { published, pending, rejected } = author.counts;
  return (
    <span class="facts">
      {author.role === 'guest'
        ? say('guest')
        : author.role === 'member'
          ? ''
          : say(author.role === 'staff' ? 'staffRole' : 'moderator')}
      {published === 0 && rejected === 0 && pending <= 1 ? (
        <span>{say('firstComment')}</span>
      ) : (
        <>
          {published > 0 && <span>{sayCount('authorPublished', published)}</span>}
          {pending > 1 && <span>{sayCount('authorPending', pending)}</span>}
          {author.restriction && <span class="bad">{sayOf('restriction', author.restriction.kind)}</span>}
          {rejected > 0 && <span class="bad">{sayCount('authorRejected', rejected)}</span>}
        </>
      )}
    </span>
  );
}

function closeOnEscape(event: KeyboardEvent & { currentTarget: HTMLDetailsElement }): void {
  if (event.key !== 'Escape' || !event.currentTarget.open) return;
  event.currentTarget.open = false;
  event.currentTarget.querySelector('summary')?.focus();
}

function closeOnLeave(event: FocusEvent & { currentTarget: HTMLDetailsElement }): void {
  if (!event.currentTarget.contains(event.relatedTarget as Node | null)) event.currentTarget.open = false;
}
