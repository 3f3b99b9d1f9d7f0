import { uiStyles } from '@afterword/ui';
import type { ComponentChildren } from 'preact';
import { theme } from './theme';

export const SITE_NAME = 'The Margin';

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
