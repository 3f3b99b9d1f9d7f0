import type { OutboxEntry } from './entry';

const PREFIX = 'afterword-console:outbox:';

/** Entries on the device, each by itself: tabs do not overwrite each other's. */
export class OutboxStore {
  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>) {}

  /** In the order in which they were made. */
  load(): OutboxEntry[] {
    const entries: OutboxEntry[] = [];
    for (let index = 0; index < this.storage.length; index += 1) {
      const name = this.storage.key(index);
      if (!name?.startsWith(PREFIX)) continue;
      try {
        entries.push(JSON.parse(this.storage.getItem(name) ?? '') as OutboxEntry);
      } catch {
        // Not ours, or of a version that wrote it in another way.
      }
    }
    return entries.sort((one, other) => one.at - other.at);
  }

  /** @returns false where the device keeps nothing: the entry then lives as long as the page */
  put(entry: OutboxEntry): boolean {
    try {
      this.storage.setItem(PREFIX + entry.id, JSON.stringify(entry));
      return true;
    } catch {
      return false;
    }
  }

  remove(id: string): void {
    try {
      this.storage.removeItem(PREFIX + id);
    } catch {
      // Nothing was stored.
    }
  }
}
