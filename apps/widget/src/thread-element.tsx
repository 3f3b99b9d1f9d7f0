import type { Comment } from '@afterword/contracts';
import { COMMENT_MAX_LENGTH, type CommentView, Composer, english, Notice, Thread } from '@afterword/ui';
import { useEffect, useRef, useState } from 'preact/hooks';
import { failureOf } from './client';
import { AfterwordElement } from './element';
import { useWatched } from './observable';
import type { PageStore } from './page-store';
import { load, save } from './session';
import { ThreadStore } from './thread-store';

/** Ages are brought up to date this often. Milliseconds. */
const CLOCK_MS = 60_000;

interface ThreadAppProps {
  store: ThreadStore;
  root: ShadowRoot;
  announce: (name: string, detail: unknown) => void;
}

interface Failed {
  id: string | null;
  text: string;
  retry: boolean;
}

function ThreadApp({ store, root, announce }: ThreadAppProps) {
  const { page } = store;
  useWatched(store, page);
  const now = useClock();
  const targetId = useTarget(root, store.loaded);
  const [replyingTo, setReplyingTo] = useState<string | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  const [failed, setFailed] = useState<Failed | null>(null);
  const [said, setSaid] = useState('');
  const keys = useRef(new Map<string, string>());

  useEffect(() => store.follow(), [store]);

  const draftKey = (parent: Comment | null) => `afterword:draft:${page.client.base}${page.path}:${parent?.id ?? ''}`;
  const composer = (parent: Comment | null) => (
    <Composer
      key={parent?.id ?? ''}
      messages={english}
      label={parent ? english.replyTo(parent.author?.name ?? english.someone) : english.comment}
      asksName={page.session.isGuest}
      name={page.session.guestName}
      draft={load<string>(draftKey(parent)) ?? ''}
      autoFocus={parent !== null}
      maxLength={COMMENT_MAX_LENGTH}
      failure={failed && failed.id === (parent?.id ?? null) ? failed : null}
      actions={{
        change: (body) => save(draftKey(parent), body === '' ? null : body),
        post: (text) => post(parent, text),
        ...(parent && { cancel: () => setReplyingTo(null) }),
      }}
    />
  );

  async function post(parent: Comment | null, text: { body: string; name: string }): Promise<boolean> {
    // The same text is the same intent: a retry after a lost answer does not post it twice.
    const intent = JSON.stringify([parent?.id, text.body]);
    const key = keys.current.get(intent) ?? crypto.randomUUID();
    keys.current.set(intent, key);
    setFailed(null);
    try {
      const comment = await store.post({ ...text, parent, key });
      keys.current.delete(intent);
      save(draftKey(parent), null);
      setReplyingTo(null);
      setSaid(english.posted);
      announce('comment', { ...page.address, comment });
      requestAnimationFrame(() => root.getElementById(`comment-${comment.id}`)?.focus({ preventScroll: false }));
      return true;
    } catch (error) {
      const { kind } = failureOf(error);
      const known = kind === 'unauthorized' || kind === 'not-allowed' ? 'other' : kind;
      setFailed({
        id: parent?.id ?? null,
        text: english.failed[known],
        retry: known !== 'invalid' && known !== 'page-closed',
      });
      return false;
    }
  }

  async function remove(comment: Comment) {
    setRemoving(null);
    try {
      await store.remove(comment);
      setSaid(english.removed);
    } catch (error) {
      const { kind } = failureOf(error);
      setFailed({
        id: null,
        text: english.failed[kind === 'unauthorized' || kind === 'not-allowed' ? 'other' : kind],
        retry: false,
      });
    }
  }

  const closed = page.closed || store.thread.closed;
  const notAllowed = store.failure?.kind === 'not-allowed' || page.failure?.kind === 'not-allowed';
  const view: CommentView = {
    messages: english,
    locale: 'en',
    now,
    closed: closed || notAllowed,
    targetId,
    readerId: page.session.readerId,
    actions: {
      react: (comment, wanted) => void store.react(comment, wanted),
      reply: ({ id }) => setReplyingTo(replyingTo === id ? null : id),
      remove: ({ id }) => setRemoving(id),
      moreReplies: (comment) => void store.moreReplies(comment),
    },
    below: (comment) => (
      <>
        {removing === comment.id && (
          <div class="aw-row aw-ui" role="group" aria-label={english.removeQuestion}>
            <span>{english.removeQuestion}</span>
            <button type="button" class="aw-act" onClick={() => void remove(comment)}>
              {english.removeConfirm}
            </button>
            <button type="button" class="aw-act" onClick={() => setRemoving(null)}>
              {english.cancel}
            </button>
          </div>
        )}
        {replyingTo === comment.id && composer(comment)}
      </>
    ),
  };
  const { failure } = store;
  const shownFailure =
    failure && failure.kind !== 'not-allowed' && failure.kind !== 'unauthorized' ? english.failed[failure.kind] : null;
  return (
    <Thread
      view={view}
      thread={{
        ...store.thread,
        total: page.loaded ? page.counters.comments : store.thread.total,
        closed: view.closed,
      }}
      sort={store.sort}
      actions={{ sort: (by) => void store.load(by), more: () => void store.more() }}
      composer={
        notAllowed ? (
          <p class="aw-hint aw-ui">{english.notAllowed}</p>
        ) : closed ? (
          <p class="aw-hint aw-ui">{english.closed}</p>
        ) : (
          composer(null)
        )
      }
    >
      <p class="aw-hidden" role="status">
        {said !== '' ? said : store.arrived > 0 ? english.arrived(store.arrived) : ''}
      </p>
      {store.arrived > 0 && (
        <button type="button" class="aw-new" onClick={() => void store.load(store.sort)}>
          {english.arrived(store.arrived)}
        </button>
      )}
      {shownFailure && <Notice messages={english} text={shownFailure} onRetry={() => void store.load()} />}
    </Thread>
  );
}

function useClock(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), CLOCK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** The comment that the address names. A browser does not look for it in a shadow root, so we do. */
function useTarget(root: ShadowRoot, loaded: boolean): string | null {
  const [target, setTarget] = useState(targetOf(location.hash));
  useEffect(() => {
    const follow = () => setTarget(targetOf(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  useEffect(() => {
    if (loaded && target !== null) root.getElementById(`comment-${target}`)?.scrollIntoView({ block: 'center' });
  }, [loaded, target]);
  return target;
}

const targetOf = (hash: string): string | null => /^#comment-([\da-f-]{36})$/.exec(hash)?.[1] ?? null;

/** How far from the viewport a thread begins to load. */
const NEAR = '800px';

/** `<afterword-thread site page title url>`: the comments, and the way to add one. */
export class AfterwordThread extends AfterwordElement {
  private store: ThreadStore | null = null;
  private near: IntersectionObserver | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.near?.disconnect();
    this.near = null;
  }

  protected override begin(page: PageStore): void {
    const store = new ThreadStore(page);
    this.store = store;
    if (this.embedded && 'thread' in this.embedded) store.start(this.embedded.thread);
    this.near?.disconnect();
    this.near = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        this.near?.disconnect();
        void page.load().then(() => store.load());
      },
      { rootMargin: NEAR },
    );
    this.near.observe(this);
  }

  protected override view({ path }: PageStore) {
    const { store, shadowRoot } = this;
    if (!store || !shadowRoot) return null;
    return (
      <ThreadApp key={path} store={store} root={shadowRoot} announce={(name, detail) => this.announce(name, detail)} />
    );
  }
}
