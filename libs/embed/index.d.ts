/** Afterword's elements, for pages that are put together by a bundler. docs/embed.md describes what they do. */

export interface EmbedOptions {
  /** ENGAGEMENT_URL, such as `https://comments.example`. */
  service: string;
}

/**
 * Loads and defines the elements, once for a page: they wake up where they are, and where they come later. On a server it does
 * nothing.
 * @throws RangeError where the page has them already, of another service
 */
export function defineElements(options: EmbedOptions): Promise<void>;

export interface AfterwordAttributes {
  /** The site's id. */
  site: string;
  /** What you call the page; its address where it is missing. */
  page?: string | undefined;
  /** BCP 47; the language of the page around it where it is missing. */
  lang?: string | undefined;
  /** A single sign-on token of the site. */
  sso?: string | undefined;
}

/** Of `<afterword-bar>` and `<afterword-thread>`. */
export interface AfterwordPageAttributes extends AfterwordAttributes {
  /** The document's where it is missing. */
  title?: string | undefined;
  /** The canonical link where it is missing, or the address. */
  url?: string | undefined;
  /** `query` where the host uses the URL's fragment for its own routes; `fragment` is the default. */
  permalinks?: 'fragment' | 'query' | undefined;
}

/** Of `<afterword-thread>`. */
export interface AfterwordThreadAttributes extends AfterwordPageAttributes {
  /** What the empty field asks; "What do you think?", in the page's language, where it is missing. */
  question?: string | undefined;
  /** CSS selector of the text whose passages can be commented on; `article` where it is missing. */
  article?: string | undefined;
  /** What is said where there are no comments yet; "Be the first to comment.", in the page's language, where it is missing. */
  invitation?: string | undefined;
}

/** Of `<afterword-count>`. */
export interface AfterwordCountAttributes extends AfterwordAttributes {
  /** `comments` (the default), `shares`, `rewards`, or a kind of reaction. */
  metric?: string | undefined;
}

/** A reader's comment, as the service stored it. */
export interface AfterwordComment {
  id: string;
  parentId: string | null;
  /** Markdown, as it was written. */
  body: string | null;
  /** What it is shown as; sanitised by the service. */
  html: string | null;
  createdAt: string;
}

interface AboutPage {
  site: string;
  page: string;
}

/** What the elements tell of, once the service has stored it. */
export interface AfterwordEventMap {
  'afterword:reaction': CustomEvent<AboutPage & { kind: string; active: boolean; comment?: string }>;
  'afterword:reward': CustomEvent<AboutPage & { amount: number; comment?: string }>;
  'afterword:reward-undo': CustomEvent<AboutPage & { amount: number; comment?: string }>;
  'afterword:share': CustomEvent<AboutPage & { channel: string; url: string }>;
  'afterword:comment': CustomEvent<AboutPage & { comment: AfterwordComment }>;
  'afterword:sign-out': CustomEvent<AboutPage>;
}

/** What every element can be told. */
export interface AfterwordElement extends HTMLElement {
  /** Asked for the reader's single sign-on token, each time that one is needed; null says that they are not signed in. */
  ssoProvider: (() => Promise<string | null | undefined>) | null;
  /** Asks again for everything that is shown of the page. */
  refresh(): void;
  /** Ends the session of a reader whom the host signed in. Guests stay who they are: only they can sign themselves out. */
  signOut(): Promise<void>;
}

export interface AfterwordThreadElement extends AfterwordElement {
  /** Brings the reader to where a comment is written. */
  focusComposer(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'afterword-bar': AfterwordElement;
    'afterword-thread': AfterwordThreadElement;
    'afterword-count': AfterwordElement;
  }
  // They bubble and cross shadow roots. An interface that is merged gets its members by extending.
  /* oxlint-disable typescript/no-empty-object-type */
  interface HTMLElementEventMap extends AfterwordEventMap {}
  interface DocumentEventMap extends AfterwordEventMap {}
  interface WindowEventMap extends AfterwordEventMap {}
}
