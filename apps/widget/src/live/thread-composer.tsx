import type { Comment } from '@afterword/contracts';
import type { ControllerLoader } from '../controller-loader';
import type { Editing, ThreadController } from '../actions/thread-controller';
import type { PageStore } from '../page-store';
import type { ThreadHost } from '../thread/thread-host';
import type { Words } from '../ui';
import { Composer, isNearLimit } from './ui';
import { type Draft, Drafts } from './draft';
import { marked, shown } from './mentions';
import type { Writing } from '../actions/writing';

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
  private empty?: Draft | null;

  /** Whether the reader has been in the first form: before, nothing is added to it, which would move the thread below it. */
  private isUsed?: boolean;

  /** Who hears of the focus: it moves between parts of the shadow without a word to the element. */
  private root?: ShadowRoot | null;

  constructor(private readonly options: ThreadComposerOptions) {
    this.drafts = new Drafts(options.page);
  }

  /** The form for a comment or a reply. */
  view(parent: Comment | null) {
    const { drafts } = this;
    const { page, loader, element, signal } = this.options;
    const { words } = element;
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
        {...this.common(writing, draft.body)}
        label={parent ? words.say('replyTo', { name: authorOf(parent, words) }) : words.say('comment')}
        submitLabel={words.say('post')}
        name={page.session.isGuest && !(controller && drafts.isNamed) ? drafts.name : null}
        placeholder={
          parent
            ? words.say('replyPlaceholder', { name: authorOf(parent, words) })
            : (element.getAttribute('question') ?? undefined)
        }
        busy={loader.isWaiting(name)}
        isMissing={this.empty === draft}
        actions={{
          ...this.typing(
            writing,
            () => draft.body,
            (body) => {
              draft.write(body);
              if (this.empty) element.schedule();
              this.empty = null;
            },
          ),
          refuse: () => {
            this.empty = draft;
            element.schedule();
          },
          call: (name) => {
            drafts.name = name;
            loader.controller?.nameChanged();
          },
          submit: () => loader.run(name, (controller) => void controller.post(parent)),
          cancel: parent ? () => loader.controller?.toggleReply(parent) : undefined,
        }}
      >
        {!parent && controller?.account()}
      </Composer>
    );
  }

  /** Fields only: what grew while a button is pressed would move it away from the pointer. */
  private use(focused: Element | null | undefined): void {
    if (this.isUsed || !focused?.matches('.aw-composer :is(textarea,input):not(article *)')) return;
    this.isUsed = true;
    // The field that has the focus stays.
    this.drafts.isNaming = focused.matches('input');
    this.options.element.schedule();
  }

  /** What every form shows of a text. */
  private common(writing: Writing | undefined, markdown: string) {
    const { page, element } = this.options;
    const { limits } = page.session;
    const body = shown(markdown);
    return {
      words: element.words,
      body,
      // A mention is longer than the name that stands for it.
      limits: { ...limits, commentLength: limits.commentLength - markdown.length + body.length },
      attributes: writing?.people?.attributes,
      preview: writing?.preview,
      tools: writing?.tools,
    };
  }

  /** What happens while a text is typed. */
  private typing(writing: Writing | undefined, now: () => string, write: (markdown: string) => void) {
    return {
      write: (text: string, field: HTMLTextAreaElement) => {
        const before = now();
        write(marked(text));
        if (this.isNearLimit(before) || this.isNearLimit(now())) this.options.element.schedule();
        void writing?.typed(field);
      },
      picks: (event: KeyboardEvent) => Boolean(writing?.people?.key(event)),
      key: writing?.key,
    };
  }

  /** Only then typing renders anything. */
  private isNearLimit(text: string): boolean {
    return isNearLimit(text, this.options.page.session.limits.commentLength);
  }

  /** The form for an edit. */
  editor(controller: ThreadController, editing: Editing) {
    const { words } = this.options.element;
    const save = () => void controller.save(editing);
    const writing = controller.writing(null, () => editing.body, editing);
    return (
      <Composer
        {...this.common(writing, editing.body)}
        label={words.say('comment')}
        submitLabel={words.say(editing.isUnsent ? 'post' : 'save')}
        name={null}
        busy={editing.busy}
        actions={{
          ...this.typing(
            writing,
            () => editing.body,
            (body) => controller.rewrite(editing, body),
          ),
          call: () => undefined,
          submit: save,
          cancel: () => controller.stopEditing(),
          discard: () => controller.discardEdit(editing),
        }}
      >
        {editing.failure && controller.notice(editing.failure, save)}
      </Composer>
    );
  }
}
