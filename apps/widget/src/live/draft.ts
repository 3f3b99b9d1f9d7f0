import type { Comment } from '@afterword/contracts';
import type { PageStore } from '../page-store';
import type { Storage } from '../storage';

/** A text being written, stored on the device until it is posted. */
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

  /** Empties the field but not the storage: sending may fail. */
  take(): string {
    const { body } = this;
    this.body = '';
    return body;
  }

  /** The text was posted. Keeps what was typed meanwhile. */
  arrived(body: string | null): void {
    if (this.body === '' || this.body === body) this.write('');
  }
}

/** The drafts of a thread and of its replies, and the guest's name. */
export class Drafts {
  private readonly drafts = new Map<string, Draft>();
  private typedName: string | null = null;

  constructor(private readonly page: PageStore) {}

  /** The guest's name, as typed or from the session. */
  get name(): string {
    return this.typedName ?? this.page.session.guestName;
  }

  set name(name: string) {
    this.typedName = name;
  }

  of(parent: Comment | null): Draft {
    const { session, path } = this.page;
    const key = `draft:${path}:${parent?.id ?? ''}`;
    let draft = this.drafts.get(key);
    if (!draft) this.drafts.set(key, (draft = new Draft(session.storage, key)));
    return draft;
  }
}
