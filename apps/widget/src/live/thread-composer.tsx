import type { Comment } from '@afterword/contracts';
import type { ControllerLoader } from '../controller-loader';
import type { Editing, ThreadController } from '../actions/thread-controller';
import type { PageStore } from '../page-store';
import type { Words } from '../ui';
import { Composer, composerStyles } from './ui';
import { Drafts } from './draft';

export interface ThreadComposerOptions {
  page: PageStore;
  loader: ControllerLoader<ThreadController>;
  element: { readonly words: Words; adopt: (css: string) => void };
}

/** Renders the forms for comments, replies and edits. */
export class ThreadComposer {
  readonly drafts: Drafts;

  constructor(private readonly options: ThreadComposerOptions) {
    this.drafts = new Drafts(options.page);
  }

  /** The form for a comment or a reply. */
  view(parent: Comment | null) {
    const { drafts } = this;
    const { page, loader, element } = this.options;
    const { words } = element;
    element.adopt(composerStyles);
    const draft = drafts.of(parent);
    const writing = loader.controller?.writing(parent, () => draft.body);
    return (
      <Composer
        words={words}
        label={
          parent ? words.say('replyTo', { name: parent.author?.name ?? words.say('someone') }) : words.say('comment')
        }
        submitLabel={words.say('post')}
        body={draft.body}
        name={page.session.isGuest ? drafts.name : null}
        autoFocus={parent !== null}
        limits={page.session.limits}
        actions={{
          write: (body) => draft.write(body),
          call: (name) => {
            drafts.name = name;
            loader.controller?.nameChanged();
          },
          submit: () => loader.run((controller) => void controller.post(parent)),
          key: writing?.key,
          cancel: parent ? () => loader.run((controller) => controller.toggleReply(parent)) : undefined,
        }}
        preview={writing?.preview}
        tools={writing?.tools}
      >
        {!parent && loader.controller?.account()}
      </Composer>
    );
  }

  /** The form for an edit. */
  editor(controller: ThreadController, editing: Editing) {
    const { page, element } = this.options;
    const { words } = element;
    const save = () => void controller.save(editing);
    const writing = controller.writing(null, () => editing.body, editing.id);
    return (
      <Composer
        words={words}
        label={words.say('comment')}
        submitLabel={words.say('save')}
        body={editing.body}
        name={null}
        busy={editing.busy}
        autoFocus
        limits={page.session.limits}
        actions={{
          write: (body) => {
            editing.body = body;
          },
          call: () => undefined,
          submit: save,
          key: writing.key,
          cancel: () => controller.stopEditing(),
        }}
        preview={writing.preview}
        tools={writing.tools}
      >
        {editing.failure && controller.notice(editing.failure, save)}
      </Composer>
    );
  }
}
