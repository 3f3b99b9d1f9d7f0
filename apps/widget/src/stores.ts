import { Client } from './client';
import { CounterBatch } from './counter-batch';
import { type PageAddress, PageStore } from './page-store';
import { serviceUrl } from './service';
import { Session } from './session';

/** Client, sessions and pages of the service, shared by all elements of the document. */
class Stores {
  private readonly client: Client;
  private readonly batch: CounterBatch;
  private readonly sessions = new Map<string, Session>();
  private readonly pages = new Map<string, PageStore>();

  constructor(readonly base: string) {
    this.client = new Client(base);
    this.batch = new CounterBatch(this.client);
  }

  session(site: string): Session {
    let session = this.sessions.get(site);
    if (!session) this.sessions.set(site, (session = new Session(this.client, site)));
    return session;
  }

  page(address: PageAddress): PageStore {
    const key = JSON.stringify([address.site, address.page]);
    let page = this.pages.get(key);
    if (!page) this.pages.set(key, (page = new PageStore(this.session(address.site), address, this.batch)));
    return page;
  }

  /** Reads the displayed pages again. */
  refresh(): void {
    for (const page of this.pages.values()) if (page.isWatched) page.refresh();
  }
}

export const stores = new Stores(serviceUrl());

// A page restored from the back/forward cache, or back online, may show stale data.
addEventListener('pageshow', ({ persisted }) => persisted && stores.refresh());
addEventListener('online', () => stores.refresh());
