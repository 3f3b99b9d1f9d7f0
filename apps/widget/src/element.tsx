import type { ComponentChild } from 'preact';
import { ControllerLoader, type ControllerOptions } from './controller-loader';
import type { Observable } from './observable';
import { render } from './render/render';
import type { PageAddress, PageDescription, PageStore } from './page-store';
import { tagOf, wordsFor } from './languages';
import type { SsoProvider } from './session';
import { stores } from './stores';
import { baseStyles, type EmbeddedState, Words } from './ui';

const sheets = new Map<string, CSSStyleSheet>();

/** One sheet for all shadow roots. A constructed sheet needs no permission of the host's content policy. */
function sheetOf(css: string): CSSStyleSheet {
  let sheet = sheets.get(css);
  if (!sheet) {
    sheets.set(css, (sheet = new CSSStyleSheet()));
    sheet.replaceSync(css);
  }
  return sheet;
}

/**
 * What the elements have in common: an open shadow root that takes over the markup that a server rendered, attributes that
 * may change at any time, and nothing left behind when they go. What an element shows is a function of the stores that it
 * watches.
 */
export abstract class AfterwordElement extends HTMLElement {
  static readonly observedAttributes: readonly string[] = ['site', 'page', 'title', 'url', 'metric', 'sso', 'lang'];

  /** False where an element is a number and nothing else. */
  protected readonly hasText: boolean = true;
  /** Aborted when the element leaves its page, or shows another one. */
  protected lifetime = new AbortController();
  private shown: { key: string; page: PageStore } | null = null;
  private provider: SsoProvider | null = null;
  private scheduled = false;
  private tag: string | null = null;
  private spoken: Words | null = null;
  private nextFocus: string | null = null;

  /** Called when the element shows a page that it did not show before, with what the server left for it. */
  protected abstract begin(page: PageStore, embedded: EmbeddedState | null): void;

  /** What the element shows now; undefined leaves what is there. */
  protected abstract view(page: PageStore): ComponentChild;

  /** What the element says everything with, once there is anything to see. */
  get words(): Words {
    return (this.spoken ??= new Words());
  }

  /** Called when what `view` gave is on the screen. */
  protected rendered(root: ShadowRoot): void {
    if (this.nextFocus === null) return;
    // It may not be there yet.
    const element = root.querySelector<HTMLElement>(this.nextFocus);
    if (!element) return;
    this.nextFocus = null;
    element.focus();
  }

  /** Asks the host for the reader's single sign-on token, each time that one is needed. */
  get ssoProvider(): SsoProvider | null {
    return this.provider;
  }

  set ssoProvider(provider: SsoProvider | null) {
    this.provider = provider;
    this.schedule();
  }

  /** Asks again for everything that is shown of the page. */
  refresh(): void {
    this.shown?.page.refresh();
  }

  /** Ends the reader's session with the site. */
  async signOut(): Promise<void> {
    const page = this.shown?.page;
    if (!page) return;
    const { signOut } = await import('./actions');
    await signOut(page.session);
    this.announce('sign-out', {});
  }

  connectedCallback(): void {
    // The host may have said it before there was an element to hear it.
    const own = Object.getOwnPropertyDescriptor(this, 'ssoProvider');
    if (own) {
      Reflect.deleteProperty(this, 'ssoProvider');
      this.ssoProvider = own.value as SsoProvider;
    }
    this.schedule();
  }

  disconnectedCallback(): void {
    // An element that is only moved is connected again in the same turn.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.end();
      if (this.shadowRoot) render(null, this.shadowRoot);
    });
  }

  attributeChangedCallback(): void {
    this.schedule();
  }

  /** Shows the state as it is at the end of this turn; several changes are one rendering. */
  protected readonly schedule = (): void => {
    if (this.scheduled || !this.isConnected) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      if (this.isConnected) this.show();
    });
  };

  /** Renders whenever one of these has changed, until the element goes. */
  protected watch(...watched: readonly Observable[]): void {
    for (const one of watched) this.lifetime.signal.addEventListener('abort', one.watch(this.schedule));
  }

  /** What it takes to act in the element. It is loaded when a reader begins to. */
  controllerLoader<Controller extends Observable>(
    options: ControllerOptions<Controller>,
  ): ControllerLoader<Controller> {
    return new ControllerLoader(this, this.lifetime.signal, options);
  }

  /** Tells the host page, across the shadow root. */
  readonly announce = (name: string, detail: object): void => {
    const about = { ...this.shown?.page.address, ...detail };
    this.dispatchEvent(new CustomEvent(`afterword:${name}`, { bubbles: true, composed: true, detail: about }));
  };

  /** Gives the focus to a part of the element, after the next rendering. */
  readonly focusOn = (selector: string): void => {
    this.nextFocus = selector;
    this.schedule();
  };

  readonly adopt = (css: string): void => {
    const root = this.root();
    const sheet = sheetOf(css);
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
  };

  /**
   * Moves the server's markup into the shadow root: the same nodes under the same styles, so nothing flashes. A node that moves
   * keeps what is written in it and where, but not the focus.
   */
  private root(): ShadowRoot {
    if (this.shadowRoot) return this.shadowRoot;
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheetOf(baseStyles)];
    this.querySelector('script.aw-state')?.remove();
    const focused = this.querySelector<HTMLElement>(':focus');
    root.append(...this.childNodes);
    focused?.focus({ preventScroll: true });
    return root;
  }

  private show(): void {
    const address = this.address();
    if (!address) return;
    const session = stores.session(address.site);
    const sso = this.getAttribute('sso');
    if (sso) session.signIn(sso);
    if (this.provider) session.provider = this.provider;
    const key = JSON.stringify(address);
    let { shown } = this;
    if (shown?.key !== key) {
      // Another page starts from nothing.
      const embedded = shown ? null : this.embedded();
      this.end();
      this.shown = shown = { key, page: stores.page(address) };
      shown.page.description = this.description();
      this.begin(shown.page, embedded);
    }
    if (this.hasText) this.listen();
    if (this.hasText && !this.spoken) return;
    const view = this.view(shown.page);
    if (view === undefined) return;
    const root = this.root();
    render(view, root);
    this.rendered(root);
  }

  /** Finds the words of the language that the element stands in. Until they are here it says what it said before. */
  private listen(): void {
    const tag = tagOf(this);
    if (tag === this.tag) return;
    this.tag = tag;
    const words = wordsFor(tag, stores.base);
    if (words instanceof Words) this.spoken = words;
    else
      void words.then((found) => {
        if (this.tag !== tag) return;
        this.spoken = found;
        this.schedule();
      });
  }

  private end(): void {
    this.lifetime.abort();
    this.lifetime = new AbortController();
    this.shown = null;
  }

  private address(): PageAddress | null {
    const site = this.getAttribute('site');
    // The service takes every spelling of an address for one page.
    const page = this.getAttribute('page') ?? this.description().url;
    return site && page ? { site, page } : null;
  }

  private description(): PageDescription {
    const canonical = document.querySelector<HTMLLinkElement>('link[rel=canonical]')?.href;
    const address = new URL(this.getAttribute('url') ?? canonical ?? location.href, location.href);
    address.hash = '';
    return { url: address.href, title: (this.getAttribute('title') ?? document.title).trim() || address.href };
  }

  private embedded(): EmbeddedState | null {
    const state = this.querySelector('script.aw-state')?.textContent;
    try {
      return state ? (JSON.parse(state) as EmbeddedState) : null;
    } catch {
      // Then the widget starts from nothing, as it does on other sites.
      return null;
    }
  }
}
