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
  private screen?: ThreadScreen | null;
  /** Whether the reader was led to the thread before it was loaded. */
  private isLinked?: boolean;
  private openNow: (() => void) | null = null;

  protected override begin(page: PageStore, embedded: EmbeddedState | null): void {
    const { signal } = this.lifetime;
    this.screen = null;
    const open = (this.openNow = () => {
      near.disconnect();
      if (!this.screen && !signal.aborted) this.open(page, embedded);
    });
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
    // A passage that is selected in the article can be commented on.
    document.addEventListener('selectionchange', () => getSelection()?.isCollapsed || open(), { signal });
    // A link to the thread: browsers do this only for an element with the id.
    const scroll = () => {
      if (location.hash !== '#comments' || document.getElementById('comments')) return;
      if (document.querySelector('afterword-thread') === this) this.reveal();
    };
    addEventListener('hashchange', scroll, { signal });
    scroll();
  }

  /** Scrolls to the composer and focuses it. */
  focusComposer(): void {
    this.reveal();
    this.focusOn('textarea');
  }

  /** Loads the thread and scrolls to it. */
  readonly reveal = (behavior: ScrollBehavior = 'auto'): void => {
    this.isLinked = !this.screen?.isKnown;
    this.openNow?.();
    this.scrollIntoView({ behavior });
  };

  /** Undefined until it is near: server-rendered markup stays as it is. */
  protected override view(): ComponentChild {
    return this.screen?.view();
  }

  protected override rendered(root: ShadowRoot): void {
    super.rendered(root);
    this.screen?.rendered(root);
    if (!this.isLinked || !this.screen?.isKnown) return;
    // It has grown, which moves what is below it, or is moved by the browser to keep that in its place.
    this.isLinked = false;
    this.scrollIntoView();
  }

  private open(page: PageStore, embedded: EmbeddedState | null): void {
    const { signal } = this.lifetime;
    this.screen = new ThreadScreen({ page, embedded, element: this, signal });
    this.watch(this.screen);
    this.schedule();
  }
}
