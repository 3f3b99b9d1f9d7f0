import type { Comment } from '@afterword/contracts';
import type { PageStore } from '../page-store';
import type { Storage } from '../storage';

/** A text being written, stored on the device until it is posted or thrown away. */
export class Draft {
  body: string;

  constructor(
    private readonly storage: Storage,
    private readonly key: string,
  ) {
    this.body = storage.load<string>(key) ?? '';
  }

  write(body: string): void {
    this.body = body;
    this.storage.save(this.key, body === '' ? null : body);
  }
}

/** The comment that a reply answers. */
export type Parent = Pick<Comment, 'id' | 'depth' | 'author'>;

/** The drafts of a thread, of its replies and edits, and the guest's name. */
export class Drafts {
  private readonly drafts = new Map<string, Draft>();
  private readonly typedName: Draft;
  private isNameTyped: boolean;
  /** Whether a guest who has a name is asked for another one. */
  isNaming?: boolean;

  constructor(private readonly page: PageStore) {
    const { storage, site } = page.session;
    this.typedName = new Draft(storage, `name:${site}`);
    this.isNameTyped = this.typedName.body !== '';
  }

  /** The guest's name, as typed or from the session. */
  get name(): string {
    return this.isNameTyped ? this.typedName.body : this.page.session.guestName;
  }

  set name(name: string) {
    this.isNameTyped = true;
    this.typedName.write(name);
  }

  /** Whether a guest has the name that they want, so that they are not asked for it. */
  get isNamed(): boolean {
    const { guestName } = this.page.session;
    return !this.isNaming && guestName !== '' && this.name.trim() === guestName;
  }

  /** The draft of a comment, or of a reply. */
  of(parent: Pick<Parent, 'id'> | null): Draft {
    return this.draft(parent?.id ?? '');
  }

  /** The draft of an edit. */
  ofEdit(id: string): Draft {
    return this.draft(`edit:${id}`);
  }

  private draft(name: string): Draft {
    const { session, path } = this.page;
    const key = `draft:${path}:${name}`;
    let draft = this.drafts.get(key);
    if (!draft) this.drafts.set(key, (draft = new Draft(session.storage, key)));
    return draft;
  }
}
