import type { Comment } from '@afterword/contracts';
import type { ControllerLoader } from '../controller-loader';
import type { Editing, ThreadController } from '../actions/thread-controller';
import type { PageStore } from '../page-store';
import type { ThreadHost } from '../thread/thread-host';
import type { Words } from '../ui';
import { Composer, composerStyles, isNearLimit } from './ui';
import { type Draft, Drafts } from './draft';

export interface ThreadComposerOptions {
  page: PageStore;
  loader: ControllerLoader<ThreadController>;
  element: ThreadHost;
  /** Aborted when the element shows something else. */
  signal: AbortSignal;
}

const authorOf = ({ author }: Comment, words: Words): string => author?.name ?? words.say('someone');

/** Renders the forms for comments, replies and edits. */
export class ThreadComposer {
  readonly drafts: Drafts;
  /** The draft that the reader tried to post while there was nothing in it. */
  private empty: Draft | null = null;

  /** Whether the reader has been in the first form: before, nothing is added to it, which would move the thread below it. */
  private isUsed = false;

  /** Who hears of the focus: it moves between parts of the shadow without a word to the element. */
  private root: ShadowRoot | null = null;

  constructor(private readonly options: ThreadComposerOptions) {
    this.drafts = new Drafts(options.page);
  }

  /** The form for a comment or a reply. */
  view(parent: Comment | null) {
    const { drafts } = this;
    const { page, loader, element, signal } = this.options;
    const { words } = element;
    element.adopt(composerStyles);
    if (!this.root) {
      this.root = element.shadowRoot;
      // Who has come to write, where a server rendered the form, is in it already.
      this.use(this.root?.activeElement);
      this.root?.addEventListener('focusin', ({ target }) => this.use(target as Element), { signal });
    }
    const draft = drafts.of(parent);
    const name = `post ${parent?.id ?? ''}`;
    const controller = parent || this.isUsed ? loader.controller : null;
    const writing = controller?.writing(parent, () => draft.body);
    return (
      <Composer
        words={words}
        label={parent ? words.say('replyTo', { name: authorOf(parent, words) }) : words.say('comment')}
        submitLabel={words.say('post')}
        body={draft.body}
        name={page.session.isGuest ? drafts.name : null}
        placeholder={parent ? words.say('replyPlaceholder', { name: authorOf(parent, words) }) : element.question}
        busy={loader.isWaiting(name)}
        isMissing={this.empty === draft}
        limits={page.session.limits}
        actions={{
          write: (body) => {
            const before = draft.body;
            draft.write(body);
            if (this.empty || this.isNearLimit(before) || this.isNearLimit(body)) element.schedule();
            this.empty = null;
          },
          refuse: () => {
            this.empty = draft;
            element.schedule();
          },
          call: (name) => {
            drafts.name = name;
            loader.controller?.nameChanged();
          },
          submit: () => loader.run(name, (controller) => void controller.post(parent)),
          key: writing?.key,
          cancel: parent ? () => loader.controller?.toggleReply(parent) : undefined,
        }}
        preview={writing?.preview}
        tools={writing?.tools}
      >
        {!parent && controller?.account()}
      </Composer>
    );
  }

  /** Fields only: what grew while a button is pressed would move it away from the pointer. */
  private use(focused: Element | null | undefined): void {
    if (this.isUsed || !focused?.matches('.aw-composer :is(textarea,input):not(article *)')) return;
    this.isUsed = true;
    this.options.element.schedule();
  }

  /** Only then typing renders anything. */
  private isNearLimit(text: string): boolean {
    return isNearLimit(text, this.options.page.session.limits.commentLength);
  }

  /** The form for an edit. */
  editor(controller: ThreadController, editing: Editing) {
    const { page, element } = this.options;
    const { words } = element;
    const save = () => void controller.save(editing);
    const writing = controller.writing(null, () => editing.body, editing);
    return (
      <Composer
        words={words}
        label={words.say('comment')}
        submitLabel={words.say(editing.isUnsent ? 'post' : 'save')}
        body={editing.body}
        name={null}
        busy={editing.busy}
        limits={page.session.limits}
        actions={{
          write: (body) => {
            const before = editing.body;
            controller.rewrite(editing, body);
            if (this.isNearLimit(before) || this.isNearLimit(body)) element.schedule();
          },
          call: () => undefined,
          submit: save,
          key: writing.key,
          cancel: () => controller.stopEditing(),
          discard: () => controller.discardEdit(editing),
        }}
        preview={writing.preview}
        tools={writing.tools}
      >
        {editing.failure && controller.notice(editing.failure, save)}
      </Composer>
    );
  }
}
