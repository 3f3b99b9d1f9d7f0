import type { ComponentChild } from 'preact';
import { AfterwordElement } from './element';
import type { PageStore } from './page-store';
import { ThreadScreen } from './thread';
import type { EmbeddedState } from './ui';

/** How far from the viewport a thread begins to load. */
const NEAR = '600px';

/** `<afterword-thread site page title url>`: the comments, and the way to add one. Nothing of it is loaded before it is near. */
export class AfterwordThread extends AfterwordElement {
  private screen: ThreadScreen | null = null;

  protected override begin(page: PageStore, embedded: EmbeddedState | null): void {
    const { signal } = this.lifetime;
    this.screen = null;
    const near = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        near.disconnect();
        this.open(page, embedded);
      },
      { rootMargin: NEAR },
    );
    near.observe(this);
    signal.addEventListener('abort', () => near.disconnect());
  }

  /** Brings the reader to where a comment is written. */
  focusComposer(): void {
    this.scrollIntoView();
    this.focusOn('textarea');
  }

  /** Until it is near, what the server rendered stands as it is. */
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
