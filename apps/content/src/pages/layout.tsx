import { uiStyles } from '@afterword/ui';
import type { ComponentChildren } from 'preact';
import { theme } from './theme';

export const SITE_NAME = 'The Margin';

/** Inlined, so that browsers do not request /favicon.ico. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M13 5H8v22h5" fill="none" stroke="#b3261e" stroke-width="3.5"/><circle cx="21" cy="16" r="4" fill="#b3261e"/></svg>',
)}`;

/** All CSS. Pages inline it, to render without another request; the Content-Security-Policy names its hash. */
export const pageStyles = theme + uiStyles;

/** Attributes of the English interface around a text in another language. */
export const ENGLISH = { lang: 'en', dir: 'ltr' } as const;

export interface LayoutProps {
  title: string;
  /** For search results and previews. */
  description: string;
  language: string;
  direction?: 'ltr' | 'rtl';
  /** Further elements of the head. */
  head?: ComponentChildren;
  children: ComponentChildren;
}

export function Layout({ title, description, language, direction = 'ltr', head, children }: LayoutProps) {
  return (
    <html lang={language} dir={direction}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>{title}</title>
        <meta name="description" content={description} />
        <link rel="icon" href={ICON} />
        <link rel="alternate" type="application/atom+xml" href="/feed.xml" title={SITE_NAME} />
        <link rel="alternate" type="application/feed+json" href="/feed.json" title={SITE_NAME} />
        <style dangerouslySetInnerHTML={{ __html: pageStyles }} />
        {head}
      </head>
      <body>
        <a class="skip ui" href="#content" {...ENGLISH}>
          Skip to content
        </a>
        <header class="site-header ui" {...ENGLISH}>
          <a class="brand" href="/">
            {SITE_NAME}
          </a>
          <a href="/topics">Topics</a>
          <a href="/archive">Archive</a>
          <a href="/search">Search</a>
        </header>
        <main id="content">{children}</main>
        <footer class="site-footer ui" {...ENGLISH}>
          Comments by Afterword. No cookies, no tracking.
        </footer>
      </body>
    </html>
  );
}
