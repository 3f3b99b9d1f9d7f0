import type { Comment } from '@afterword/contracts';
import type { PageStore } from '../page-store';
import type { Storage } from '../storage';

/** What a reader is writing, kept on their device until it is posted. */
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

  /** Takes the text away, but not what is kept: it may not arrive. */
  take(): string {
    const { body } = this;
    this.body = '';
    return body;
  }

  /** It is stored. What was begun meanwhile stays. */
  arrived(body: string | null): void {
    if (this.body === '' || this.body === body) this.write('');
  }
}

/** A draft for the thread and for each comment that is being answered, and whose they are. */
export class Drafts {
  private readonly drafts = new Map<string, Draft>();
  private typedName: string | null = null;

  constructor(private readonly page: PageStore) {}

  /** What a guest calls themselves. */
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
