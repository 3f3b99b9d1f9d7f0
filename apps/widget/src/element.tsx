import { type EmbeddedState, uiStyles } from '@afterword/ui';

import { type ComponentChild, render } from 'preact';
import type { PageAddress, PageDescription, PageStore } from './page-store';
import { stores } from './stores';

let sheet: CSSStyleSheet | null = null;

/** One stylesheet for every shadow root. A constructed sheet needs no permission of the host's content policy. */
function styles(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(uiStyles);
  }
  return sheet;
}

/**
 * What the elements have in common: an open shadow root that takes over the markup that a server rendered, attributes that
 * may change at any time, and nothing left behind when they go.
 */
export abstract class AfterwordElement extends HTMLElement {
  static readonly observedAttributes: readonly string[] = ['site', 'page', 'title', 'url', 'metric', 'sso'];

  protected embedded: EmbeddedState | null = null;
  private current: string | null = null;
  private scheduled = false;

  /** What the element shows for a page. */
  protected abstract view(store: PageStore): ComponentChild;

  /** Called when the element shows a page that it did not show before. */
  protected abstract begin(store: PageStore): void;

  connectedCallback(): void {
    this.takeOver();
    this.schedule();
  }

  disconnectedCallback(): void {
    // An element that is only moved is connected again in the same turn.
    queueMicrotask(() => {
      if (this.isConnected || !this.shadowRoot) return;
      render(null, this.shadowRoot);
      this.current = null;
    });
  }

  attributeChangedCallback(): void {
    this.schedule();
  }

  protected get description(): PageDescription {
    const canonical = document.querySelector<HTMLLinkElement>('link[rel=canonical]')?.href;
    const address = new URL(this.getAttribute('url') ?? canonical ?? location.href, location.href);
    address.hash = '';
    return { url: address.href, title: (this.getAttribute('title') ?? document.title).trim() || address.href };
  }

  /** Tells the host page, across the shadow root. */
  protected announce(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(`afterword:${name}`, { bubbles: true, composed: true, detail }));
  }

  /** Moves the server's markup into the shadow root: the same nodes under the same styles, so nothing flashes. */
  private takeOver(): void {
    if (this.shadowRoot) return;
    const state = this.querySelector('script.aw-state');
    try {
      this.embedded = state ? (JSON.parse(state.textContent ?? '') as EmbeddedState) : null;
    } catch {
      this.embedded = null;
    }
    state?.remove();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [styles()];
    root.append(...this.childNodes);
  }

  private schedule(): void {
    if (this.scheduled || !this.isConnected) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      if (this.isConnected) this.show();
    });
  }

  private show(): void {
    const root = this.shadowRoot;
    const address = this.address();
    if (!root || !address) return;
    const session = stores.session(address.site);
    session.sso = this.getAttribute('sso') ?? session.sso;
    const store = stores.page(address);
    store.describe(this.description);
    const key = JSON.stringify(address);
    if (key !== this.current) {
      // Another page starts from nothing.
      if (this.current !== null) this.embedded = null;
      this.current = key;
      this.begin(store);
    }
    render(this.view(store), root);
  }

  private address(): PageAddress | null {
    const site = this.getAttribute('site');
    const page = this.getAttribute('page');
    return site && page ? { site, page } : null;
  }
}
