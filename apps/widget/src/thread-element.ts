import type { ComponentChild } from 'preact';
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

  get question(): string | undefined {
    return this.getAttribute('question') ?? undefined;
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
