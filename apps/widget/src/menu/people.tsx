import type { Author, MentionList } from '@afterword/contracts';
import { Controller, type ControllerHost } from '../actions/controller';
import { insert } from '../actions/formatting';
import { withReader } from '../actions/sessions';
import { know } from '../live/mentions';
import type { PageStore } from '../page-store';
import { loadMenuWords } from './menu-words';
import { menuStyles } from './menu-styles';

/** What is typed before the caret where somebody is looked for: not within a word, as in an address of mail. */
const LOOKED_FOR = /(?<![\w.])@[^\s@[\]]{0,40}$/;

/** One list is open at a time. */
const LIST_ID = 'aw-people';
const idOf = (at: number): string => `aw-person-${at}`;

/**
 * People of the page to pick from, while `@` and a part of a name are before the caret: a list box whose focus stays in the field (ARIA's pattern
 * "Combobox"; a text field of several lines has no such role, but the same attributes).
 */
export class People extends Controller {
  private items: readonly Author[] = [];
  private at = 0;
  /** What is looked for: empty for nothing; undefined where the reader has closed the list, until nothing is looked for. */
  private query: string | undefined = '';

  constructor(
    host: ControllerHost,
    private readonly page: PageStore,
    private readonly field: HTMLTextAreaElement,
    changed: () => void,
  ) {
    super(host);
    this.watch(changed);
    host.adopt(menuStyles);
  }

  /** The reader has typed. */
  async look(): Promise<void> {
    const query = this.lookedFor;
    // Letters that were typed while this file was loaded ask once.
    if (query === this.query || (query && this.query === undefined)) return;
    this.query = query;
    const items = query ? await this.find(query) : [];
    // Typing renders nothing while there is nothing to show.
    if (this.query !== query || !(items[0] ?? this.items[0])) return;
    this.items = items;
    this.at = 0;
    this.tellWatchers();
  }

  /** @returns whether the key was for the list */
  key(event: KeyboardEvent): boolean {
    const { items, at } = this;
    const { length } = items;
    const { key } = event;
    const person = items[at];
    if (!person || event.ctrlKey || event.metaKey || event.shiftKey) return false;
    if (key === 'ArrowDown' || key === 'ArrowUp') this.at = (at + (key === 'ArrowUp' ? length - 1 : 1)) % length;
    else if (key === 'Enter' || key === 'Tab') this.pick(person);
    else if (key === 'Escape') this.shut();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    this.tellWatchers();
    return true;
  }

  /** Attributes of the field. */
  get attributes() {
    return (
      this.items[0] && {
        'aria-autocomplete': 'list',
        'aria-controls': LIST_ID,
        'aria-activedescendant': idOf(this.at),
        onBlur: () => this.shut(),
      }
    );
  }

  view() {
    const { items, words } = this;
    return (
      items[0] && (
        <div class="aw-menu aw-people" id={LIST_ID} role="listbox" aria-label={words.say('people')}>
          {items.map((person, at) => (
            <div
              key={person.id}
              id={idOf(at)}
              role="option"
              class="aw-item"
              aria-selected={at === this.at}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => this.pick(person)}
            >
              <bdi>{person.name}</bdi>
            </div>
          ))}
        </div>
      )
    );
  }

  /** With the `@`. */
  private get lookedFor(): string {
    const { value, selectionStart } = this.field;
    return LOOKED_FOR.exec(value.slice(0, selectionStart))?.[0] ?? '';
  }

  private shut(): void {
    this.items = [];
    // An answer that is still to come opens nothing.
    this.query = undefined;
    this.tellWatchers();
  }

  private pick({ name, id }: Author): void {
    const { field, lookedFor } = this;
    this.items = [];
    // The caret may have moved since.
    if (lookedFor) {
      const text = `${know(name, id)} `;
      field.setSelectionRange(field.selectionStart - lookedFor.length, field.selectionStart);
      insert(field, { text, from: text.length, to: text.length });
    }
    this.tellWatchers();
  }

  /** Nobody where they cannot be loaded: the reader goes on writing. */
  private async find(query: string): Promise<readonly Author[]> {
    const { session, path } = this.page;
    try {
      await loadMenuWords(this.words);
      const { items } = await withReader(session, (token) =>
        session.client.call<MentionList>('GET', `${path}/mentions?q=${encodeURIComponent(query.slice(1))}`, { token }),
      );
      return items;
    } catch {
      this.shut();
      return [];
    }
  }
}
