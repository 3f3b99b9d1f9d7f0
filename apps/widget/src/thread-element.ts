import type { ComponentChild } from 'preact';
import { targetOf } from './addresses';
import { AfterwordElement } from './element';
import type { PageStore } from './page-store';
import { ThreadScreen } from './thread';
import type { EmbeddedState } from './ui';

/** A thread is loaded within this distance of the viewport. */
const NEAR = '600px';

/** `<afterword-thread site page title url>`: the comments and the composer. Loaded when it is near the viewport. */
export class AfterwordThread extends AfterwordElement {
  private screen: ThreadScreen | null = null;

  protected override begin(page: PageStore, embedded: EmbeddedState | null): void {
    const { signal } = this.lifetime;
    this.screen = null;
    const open = () => {
      near.disconnect();
      if (!this.screen && !signal.aborted) this.open(page, embedded);
    };
    const near = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && open(), {
      rootMargin: NEAR,
    });
    near.observe(this);
    signal.addEventListener('abort', () => near.disconnect());
    page.threads.add(this);
    signal.addEventListener('abort', () => page.threads.delete(this));
    // What is far below the fold is printed too. There is no time to wait for it.
    const print = () => {
      open();
      this.screen?.loadNow();
      this.show();
    };
    addEventListener('beforeprint', print, { signal });
    matchMedia('print').addEventListener('change', open, { signal });
    // A comment that the address names may be below the fold.
    const follow = () => {
      if (targetOf()) open();
      this.screen?.follow();
    };
    addEventListener('hashchange', follow, { signal });
    // Tells of pushed addresses too, where there is one.
    (window as Partial<Window>).navigation?.addEventListener('currententrychange', follow, { signal });
    follow();
    const isFirst = () => document.querySelector('#comments,afterword-thread') === this;
    if (location.hash === '#comments' && isFirst()) this.scrollIntoView();
  }

  /** Scrolls to the composer and focuses it. */
  focusComposer(): void {
    this.scrollIntoView();
    this.focusOn('textarea');
  }

  /** Undefined until it is near: server-rendered markup stays as it is. */
  protected override view(): ComponentChild {
    return this.screen?.view();
  }

  protected override rendered(root: ShadowRoot): void {
    super.rendered(root);
    this.screen?.rendered(root);
  }

  private open(page: PageStore, embedded: EmbeddedState | null): void {
    const { signal } = this.lifetime;
    this.screen = new ThreadScreen({ page, embedded, element: this, signal });
    this.watch(this.screen);
    this.schedule();
  }
}
