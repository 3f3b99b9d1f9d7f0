import type { Comment } from '@afterword/contracts';
import type { PageStore } from '../page-store';
import { flat } from './comment-tree';

/** Pages whose last visit the device knows. The first ones are forgotten. */
const MOST = 100;

type Visits = [page: string, newest: string][];

/** When the reader last saw a page's thread, told by the newest comment in it: by the clock of the service, and nobody else's. */
export class Visit {
  /** The newest comment at the last visit; null on the first one. ISO 8601. */
  readonly last: string | null;
  private newest: string;

  constructor(private readonly page: PageStore) {
    this.last = this.load().find(([path]) => path === page.path)?.[1] ?? null;
    this.newest = this.last ?? '';
  }

  isNew({ createdAt }: Comment): boolean {
    return this.last !== null && createdAt > this.last;
  }

  /** The reader sees these comments. */
  saw(comments: readonly Comment[]): void {
    const { storage, site } = this.page.session;
    const newest = flat(comments).reduce((last, { createdAt }) => (createdAt > last ? createdAt : last), this.newest);
    if (newest === this.newest) return;
    this.newest = newest;
    const others = this.load().filter(([path]) => path !== this.page.path);
    storage.save(`visits:${site}`, [...others, [this.page.path, newest]].slice(-MOST));
  }

  private load(): Visits {
    const { storage, site } = this.page.session;
    return storage.load<Visits>(`visits:${site}`) ?? [];
  }
}
