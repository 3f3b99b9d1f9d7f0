import type { PageFollowing } from '@afterword/contracts';
import { withReader } from '../actions/sessions';
import { Observable } from '../observable';
import { onePerKey } from '../one-per-key';
import type { PageStore } from '../page-store';

/** What a reader follows on a page. Every method throws a `Failure`. */
export class Follows extends Observable {
  private known: PageFollowing = { following: false, comments: [] };

  private constructor(private readonly page: PageStore) {
    super();
  }

  static readonly of = onePerKey((page: PageStore) => new Follows(page));

  /** @param id of a comment; null for the page */
  has(id: string | null): boolean {
    return id === null ? this.known.following : this.known.comments.includes(id);
  }

  async load(): Promise<void> {
    this.known = await this.call('GET', null);
    this.tellWatchers();
  }

  async set(id: string | null, wanted: boolean): Promise<void> {
    await this.call(wanted ? 'PUT' : 'DELETE', id);
    await this.load();
  }

  private call(method: string, id: string | null): Promise<PageFollowing> {
    const { session, path } = this.page;
    return withReader(session, (token) =>
      session.client.call(method, `${id === null ? path : `/v1/comments/${id}`}/follow`, { token }),
    );
  }
}
