import type { PageStore } from '../page-store';
import { threadAddress } from './addresses';

interface LinkHost extends HTMLElement {
  readonly ownsFragment: boolean;
  schedule: () => void;
}

/** The link from a bar to its page's thread. */
export class ThreadLink {
  /** Whether the thread is shown in the bar, because nothing else on this page shows it. */
  hasThread?: boolean;

  constructor(
    private readonly page: PageStore,
    private readonly host: LinkHost,
  ) {}

  get href(): string {
    return threadAddress(this.elsewhere ?? location.href, this.host.ownsFragment);
  }

  /** Scrolls to the thread; without one on this page it is shown in the bar. @returns false if it is on another page: follow the link */
  follow(): boolean {
    if (this.elsewhere !== null) return false;
    const [thread] = this.page.threads;
    if (!thread && !this.hasThread) {
      this.hasThread = true;
      this.host.schedule();
      // Once it is rendered.
      setTimeout(() => this.follow());
    }
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    thread?.reveal(calm ? 'auto' : 'smooth');
    return true;
  }

  /** Address of the page that has the thread, as the host or the service says; null if it is this one. */
  private get elsewhere(): string | null {
    const { host, page } = this;
    const url = host.getAttribute('url') ?? page.url;
    if (!url || page.threads.size > 0) return null;
    const [there, here] = [new URL(url, location.href), location].map(({ origin, pathname, search, hash }) => ({
      path: origin + pathname.replace(/\/+$/, '') + (host.ownsFragment ? hash : ''),
      search,
    }));
    const isHere = there?.path === here?.path && (!there?.search || there.search === here?.search);
    return isHere ? null : url;
  }
}
