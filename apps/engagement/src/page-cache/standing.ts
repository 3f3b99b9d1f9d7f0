import type { PageName, PageState } from './page-states.repository';

let made = 0;

/**
 * A page as it stood when the database was last asked, and the root of every answer that was made of it since. When the page
 * changes it is thrown away whole, and whatever is still being made of it goes with it: what was read before a change is
 * never found by who asks after it.
 */
export class Standing {
  /** Different for each, so that answers made of different standings cannot be mistaken. */
  readonly id = (made += 1);
  /** False as soon as it is known, or cannot be ruled out, that the page has changed. */
  current = true;

  constructor(
    readonly name: PageName,
    /** Null for a page that nothing has happened on. */
    readonly state: PageState | null,
    /** When the database was asked and had it so. Milliseconds of `performance.now`. */
    public seenAt: number,
  ) {}

  /** About what it takes. Bytes. */
  get size(): number {
    const { key, url, title, counters } = this.state ?? { key: '', url: '', title: '', counters: [] };
    const text = this.name.key.length + key.length + (url?.length ?? 0) + (title?.length ?? 0);
    return 400 + 2 * text + 100 * counters.length;
  }
}
