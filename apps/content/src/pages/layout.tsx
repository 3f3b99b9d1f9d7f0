import { uiStyles } from '@afterword/ui';
import type { ComponentChildren } from 'preact';
import { theme } from './theme';

export const SITE_NAME = 'The Margin';

/** A bracket, as in a margin. Inlined, so that no page asks for a file that is not there. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M13 5H8v22h5" fill="none" stroke="#b3261e" stroke-width="3.5"/><circle cx="21" cy="16" r="4" fill="#b3261e"/></svg>',
)}`;

/** All of a page's CSS, inlined: text is readable with the first bytes, and the policy names it by its hash. */
export const pageStyles = theme + uiStyles;

export interface LayoutProps {
  title: string;
  language: string;
  direction?: 'ltr' | 'rtl';
  /** What belongs into the head beside title and styles. */
  head?: ComponentChildren;
  children: ComponentChildren;
}

export function Layout({ title, language, direction = 'ltr', head, children }: LayoutProps) {
  return (
    <html lang={language} dir={direction}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>{title}</title>
        <link rel="icon" href={ICON} />
        <style dangerouslySetInnerHTML={{ __html: pageStyles }} />
        {head}
      </head>
      <body>
        <a class="skip ui" href="#content" lang="en">
          Skip to the text
        </a>
        <header class="site-header ui" lang="en" dir="ltr">
          <a class="brand" href="/">
            {SITE_NAME}
          </a>
        </header>
        <main id="content">{children}</main>
        <footer class="site-footer ui" lang="en" dir="ltr">
          Comments by Afterword · no cookies, no trackers
        </footer>
      </body>
    </html>
  );
}
