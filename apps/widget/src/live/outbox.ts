import type { Failure } from '../failure';
import type { PageStore } from '../page-store';
import type { Parent } from './draft';

/** A comment as its author sent it. */
export interface Sent {
  /** Milliseconds since 1970. */
  at: number;
  /** Its Idempotency-Key, and its name on the device. */
  key: string;
  body: string;
  /** Name of a guest; empty if none. */
  name: string;
  parent: Parent | null;
  /** The reader who sent it; null for a guest whose session was not open yet. */
  reader: string | null;
  /** Kind of the failure; null while it is being sent. */
  failure: Failure['kind'] | null;
}

const prefixOf = ({ path }: PageStore): string => `unsent:${path}:`;

/** Whether comments of an earlier visit were not sent. */
export const hasUnsent = (page: PageStore): boolean => page.session.storage.keys(prefixOf(page)).length > 0;

/** Keeps the comments that are not sent yet on the device, each by itself: another tab may have its own. */
export class Outbox {
  constructor(private readonly page: PageStore) {}

  load(): Sent[] {
    const { storage } = this.page.session;
    return storage
      .keys(prefixOf(this.page))
      .map((key) => storage.load<Sent>(key))
      .filter((sent) => sent !== null)
      .sort((a, b) => a.at - b.at);
  }

  save(sent: Sent): void {
    this.page.session.storage.save(prefixOf(this.page) + sent.key, sent);
  }

  drop({ key }: Pick<Sent, 'key'>): void {
    this.page.session.storage.save(prefixOf(this.page) + key, null);
  }
}
