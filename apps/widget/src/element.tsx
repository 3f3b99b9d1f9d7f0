import type { ComponentChild } from 'preact';
import { pageAddress } from './addresses';
import { Client } from './client';
import { ControllerLoader, type ControllerOptions } from './controller-loader';
import { askedFrom, focused } from './focus';
import type { Observable } from './observable';
import { onePerKey } from './one-per-key';
import { render } from './render/render';
import type { PageAddress, PageDescription, PageStore } from './page-store';
import { tagOf, wordsFor } from './languages';
import type { SsoProvider } from './session';
import { stores } from './stores';
import { baseStyles, type EmbeddedState, Words } from './ui';

/** Style sheets by document: a constructed sheet belongs to one. */
const sheetsOf = onePerKey<Document, Map<string, CSSStyleSheet>>(() => new Map());

/** One style sheet for all shadow roots of a document. Constructed sheets are not subject to the host's content security policy. */
function sheetOf(css: string, owner: Document): CSSStyleSheet {
  const sheets = sheetsOf(owner);
  let sheet = sheets.get(css);
  if (!sheet) {
    sheets.set(css, (sheet = new (owner.defaultView ?? window).CSSStyleSheet()));
    sheet.replaceSync(css);
  }
  return sheet;
}

/** The state that our server embedded, beside its markup. */
const STATE = ':scope>script.aw-state';

const loadActions = (Client.loadLive = () => import('./live'));

/** The elements in documents. */
const present = new Set<AfterwordElement>();
/** Renders again when the language of something changes. */
const languageWatch = new MutationObserver(() => present.forEach((element) => element.schedule()));
function watchLanguages(inside: Element): void {
  const root = inside.getRootNode();
  languageWatch.observe(root, { attributeFilter: ['lang'], subtree: true });
  if ('host' in root) watchLanguages((root as ShadowRoot).host);
}

/**
 * Base class of the elements: an open shadow root that adopts server-rendered markup, attributes that may change at any time,
 * and cleanup on removal. The view is a function of the watched stores.
 */
export abstract class AfterwordElement extends HTMLElement {
  static readonly observedAttributes: readonly string[] = [
    'site',
    'page',
    'title',
    'url',
    'metric',
    'sso',
    'lang',
    'permalinks',
    'question',
    'invitation',
  ];

  /** Whether the element shows words, not only a number: then it needs its language. */
  protected readonly hasText: boolean = true;
  /** Aborted when the element is removed or shows another page. */
  protected lifetime = new AbortController();
  private shown?: { key: string; page: PageStore } | null;
  private provider: SsoProvider | null = null;
  private scheduled?: boolean;
  private tag?: string | null;
  private spoken?: Words | null;
  private readonly styles: string[] = [];
  private nextFocus?: { selector: string; from: Element | null } | null;

  /** Called when the element starts to show a page, with the state embedded by the server. */
  protected abstract begin(page: PageStore, embedded: EmbeddedState | null): void;

  /** The current view; undefined leaves the present content as it is. */
  protected abstract view(page: PageStore): ComponentChild;

  /** The messages in the element's language. */
  get words(): Words {
    return (this.spoken ??= new Words());
  }

  /** Called after each rendering. */
  protected rendered(root: ShadowRoot): void {
    if (!this.nextFocus) return;
    const { selector, from } = this.nextFocus;
    const now = focused();
    // The reader has gone on to something else meanwhile.
    const isElsewhere = now && now !== from;
    // If it is not rendered yet, the next rendering tries again.
    const element = root.querySelector<HTMLElement>(selector);
    if (!element && !isElsewhere) return;
    this.nextFocus = null;
    if (!isElsewhere) element?.focus();
  }

  /** Function of the host that returns the reader's single sign-on token; called whenever one is needed. */
  get ssoProvider(): SsoProvider | null {
    return this.provider;
  }

  set ssoProvider(provider: SsoProvider | null) {
    this.provider = provider;
    this.schedule();
  }

  /** Reads everything shown of the page again. */
  refresh(): void {
    this.shown?.page.refresh();
  }

  /** Ends the session of a reader whom the host signed in. A guest's is not the host's to end: nothing brings it back. */
  async signOut(): Promise<void> {
    const page = this.shown?.page;
    if (!page) return;
    const { hostSignsOut } = await loadActions();
    if (await hostSignsOut(page.session)) this.announce('sign-out', {});
  }

  connectedCallback(): void {
    // The host may have set the property before the element was upgraded.
    const own = Object.getOwnPropertyDescriptor(this, 'ssoProvider');
    if (own) {
      Reflect.deleteProperty(this, 'ssoProvider');
      this.ssoProvider = own.value as SsoProvider;
    }
    present.add(this);
    watchLanguages(this);
    this.schedule();
  }

  /** Another document, such as a frame's or a window's, does not take over constructed style sheets. */
  adoptedCallback(): void {
    this.wear();
  }

  disconnectedCallback(): void {
    // An element that is only moved is reconnected before this microtask.
    queueMicrotask(() => {
      if (this.isConnected) return;
      present.delete(this);
      this.end();
      if (this.shadowRoot) render(null, this.shadowRoot);
    });
  }

  attributeChangedCallback(): void {
    this.schedule();
  }

  /** Schedules a rendering in a microtask; several changes share one. */
  readonly schedule = (): void => {
    if (this.scheduled || !this.isConnected) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      if (this.isConnected) this.show();
    });
  };

  /** Renders whenever one of these changes, until the lifetime ends. */
  protected watch(...watched: readonly Observable[]): void {
    for (const one of watched) one.watch(this.schedule, this.lifetime.signal);
  }

  /** Creates the loader of the element's actions. */
  controllerLoader<Controller extends Observable>(
    options: ControllerOptions<Controller>,
  ): ControllerLoader<Controller> {
    return new ControllerLoader(this, this.lifetime.signal, options, loadActions);
  }

  /** Dispatches an event to the host page, across the shadow root. */
  readonly announce = (name: string, detail: object): void => {
    const about = { ...this.shown?.page.address, ...detail };
    this.dispatchEvent(new CustomEvent(`afterword:${name}`, { bubbles: true, composed: true, detail: about }));
  };

  /** Focuses a part of the element after the next rendering that contains it, unless the reader moves the focus before. */
  readonly focusOn = (selector: string): void => {
    this.nextFocus = { selector, from: askedFrom() };
    this.schedule();
  };

  readonly adopt = (css: string): void => {
    this.root();
    if (this.styles.includes(css)) return;
    this.styles.push(css);
    this.wear();
  };

  private wear(): void {
    if (this.shadowRoot)
      this.shadowRoot.adoptedStyleSheets = this.styles.map((css) => sheetOf(css, this.ownerDocument));
  }

  /**
   * Moves markup rendered by our server into the shadow root: the same nodes with the same styles, so nothing flashes. Moved nodes keep
   * their values and selections, but not the focus, which is restored. Nodes of the host stay where they are, for the host to change.
   */
  private root(): ShadowRoot {
    if (this.shadowRoot) return this.shadowRoot;
    const root = this.attachShadow({ mode: 'open' });
    this.adopt(baseStyles);
    const state = this.querySelector(STATE);
    if (state) {
      const focused = this.querySelector<HTMLElement>(':focus');
      state.remove();
      root.append(...this.querySelectorAll(':scope>.aw'));
      focused?.focus({ preventScroll: true });
    }
    return root;
  }

  protected show(): void {
    const address = this.address();
    if (!address) return;
    const session = stores.session(address.site);
    const sso = this.getAttribute('sso');
    if (sso) session.signIn(sso);
    if (this.provider) session.provider = this.provider;
    const key = JSON.stringify(address);
    let { shown } = this;
    if (shown?.key !== key) {
      // Embedded state is used for the first page only.
      const embedded = shown ? null : this.embedded();
      this.end();
      this.shown = shown = { key, page: stores.page(address) };
      const { describers } = shown.page;
      const describer = () => this.description();
      describers.add(describer);
      this.lifetime.signal.addEventListener('abort', () => describers.delete(describer));
      this.begin(shown.page, embedded);
    }
    if (this.hasText) this.listen();
    if (this.hasText && !this.spoken) return;
    const { look } = session;
    if (look && this.words.look !== look) this.spoken = this.words.on(look);
    const view = this.view(shown.page);
    if (view === undefined) return;
    const root = this.root();
    render(view, root);
    this.rendered(root);
  }

  /** Loads the messages for the element's language; the previous ones stay until then. */
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
    // The service normalizes addresses.
    const page = this.getAttribute('page') ?? this.description().url;
    return site && page ? { site, page } : null;
  }

  /** Whether the host uses the URL's fragment for its own routes (`permalinks="query"`). */
  get ownsFragment(): boolean {
    return this.getAttribute('permalinks') === 'query';
  }

  /** What describes the page now: a host may change its title and its canonical link after the attributes. */
  private description(): PageDescription {
    const { ownsFragment } = this;
    const canonical = document.querySelector<HTMLLinkElement>('link[rel=canonical]')?.href;
    const own = this.getAttribute('url') ?? (ownsFragment ? null : canonical);
    const url = pageAddress(new URL(own ?? location.href, location.href).href, ownsFragment);
    return { url, title: (this.getAttribute('title') ?? document.title).trim() || url };
  }

  private embedded(): EmbeddedState | null {
    const state = this.querySelector(STATE)?.textContent;
    try {
      return state ? (JSON.parse(state) as EmbeddedState) : null;
    } catch {
      // Unreadable state is ignored; everything is then loaded from the service.
      return null;
    }
  }
}
