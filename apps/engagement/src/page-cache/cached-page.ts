import type { PageName, StoredPage } from './stored-pages.repository';

let made = 0;

/**
 * A page as the database had it when it was last asked, and the root of every response made of it since. When the page changes,
 * the entry is dropped as a whole, and every response that is still being made of it goes with it: nobody who asks after a
 * change is answered from before it.
 */
export class CachedPage {
  /** Unique in this process, so that responses made of different entries are never confused. */
  readonly id = (made += 1);
  /** False once the page has changed, or may have. */
  current = true;

  constructor(
    readonly name: PageName,
    /** Null for a page that does not exist yet. */
    readonly stored: StoredPage | null,
    /** When the database was asked. Milliseconds of `performance.now`. */
    public readAt: number,
  ) {}

  /** Approximate size in memory. Bytes. */
  get size(): number {
    const { key, url, title, counters } = this.stored ?? { key: '', url: '', title: '', counters: [] };
    const text = this.name.key.length + key.length + (url?.length ?? 0) + (title?.length ?? 0);
    return 400 + 2 * text + 100 * counters.length;
  }
}
