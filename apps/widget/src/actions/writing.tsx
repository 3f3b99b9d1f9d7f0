import type { Comment } from '@afterword/contracts';
import { shown } from '../live/mentions';
import type { People } from '../menu';
import type { PageStore } from '../page-store';
import { type Failure, failureOf } from '../failure';
import { focused } from '../focus';
import { Controller, type ControllerHost } from './controller';
import { format, insert, insertionFor, type Mark, MARKS } from './formatting';
import { MODIFIER } from './keys';
import type { ThreadWriter } from './thread-writer';

const fieldOf = (element: Element) => element.closest('form')?.querySelector('textarea') ?? null;

export interface WritingOptions {
  page: PageStore;
  writer: ThreadWriter;
  /** The parent comment, which can be quoted. */
  parent: Comment | null;
  body: () => string;
  /** Whether Escape closes the form. */
  closes: boolean;
  /** Whether the text changes a comment that is posted. */
  saves: boolean;
}

/** Formatting, quoting and preview of a text being written. */
export class Writing extends Controller {
  private html: string | null = null;
  private failure?: Failure | null;
  /** Loaded with the first `@`. */
  people?: People | null;

  constructor(
    host: ControllerHost,
    private readonly options: WritingOptions,
  ) {
    super(host);
  }

  /** The reader has typed into the field. */
  readonly typed = async (field: HTMLTextAreaElement): Promise<void> => {
    try {
      let { people } = this;
      if (!people) {
        if (!field.value.includes('@')) return;
        const { People } = await import('../menu');
        // Several letters may have waited for the code.
        people = this.people ??= new People(this.host, this.options.page, field, () => this.tellWatchers());
      }
      await people.look();
    } catch {
      // Where the code cannot be loaded, the next letter tries again.
    }
  };

  readonly key = (event: KeyboardEvent): void => {
    const mark = (Object.keys(MARKS) as Mark[]).find((one) => MARKS[one][0] === event.key.toUpperCase());
    const field = fieldOf(event.target as Element);
    if (!mark || !field || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    format(field, mark);
  };

  get preview() {
    const { html, words } = this;
    if (html === null) return null;
    // Sanitised by the server, like posted comments.
    return html ? (
      <div
        class="aw-body aw-preview"
        dir="auto"
        tabIndex={0}
        role="group"
        aria-label={words.say('preview')}
        dangerouslySetInnerHTML={{ __html: html }}
      />
    ) : (
      <p class="aw-hint aw-preview">{words.say('previewEmpty')}</p>
    );
  }

  get tools() {
    const { words, html, failure } = this;
    const { closes, saves } = this.options;
    const tab = (isPreview: boolean) => (
      <button
        type="button"
        class="aw-act"
        aria-pressed={(html !== null) === isPreview}
        onClick={({ currentTarget }) => void this.toggle(currentTarget, isPreview)}
      >
        {words.say(isPreview ? 'preview' : 'write')}
      </button>
    );
    return (
      <>
        {this.people?.view()}
        <span class="aw-tools" role="group" aria-label={words.say('formatting')}>
          {html === null &&
            (Object.entries(MARKS) as [Mark, readonly [string]][]).map(([mark, [key]]) => (
              <button
                key={mark}
                type="button"
                class={`aw-act aw-${mark}`}
                title={key && `${words.say(mark)} (${MODIFIER}${key})`}
                aria-label={words.say(mark)}
                onClick={({ currentTarget }) => this.mark(currentTarget, mark)}
              >
                {key === 'B' || key === 'I' ? key : words.say(mark)}
              </button>
            ))}
          {tab(false)}
          {tab(true)}
        </span>
        <span class="aw-hint aw-keys">
          {words.say(saves ? 'shortcutSave' : 'shortcutPost', { keys: `${MODIFIER}Enter` })}
          {closes && ` · ${words.say('shortcutClose', { keys: 'Esc' })}`}
        </span>
        {failure && this.notice(failure, null)}
      </>
    );
  }

  private mark(button: Element, mark: Mark): void {
    const field = fieldOf(button);
    const { parent } = this.options;
    if (!field) return;
    const isSelected = field.selectionStart !== field.selectionEnd;
    if (mark === 'quote' && !isSelected && parent?.body) insert(field, insertionFor(shown(parent.body), 'quote'));
    else format(field, mark);
  }

  private async toggle(button: Element, toPreview: boolean): Promise<void> {
    this.failure = null;
    if (!toPreview || this.html !== null) {
      this.html = null;
      this.tellWatchers();
      queueMicrotask(() => fieldOf(button)?.focus());
      return;
    }
    const field = fieldOf(button);
    try {
      const html = await this.options.writer.preview(this.options.body());
      // Whoever went on writing meanwhile is not stopped.
      if (field && field === focused()) return;
      this.html = html;
    } catch (error) {
      this.failure = failureOf(error);
    }
    this.tellWatchers();
  }
}
