import type { ComponentChildren } from 'preact';
import { type Publication, usePublication } from './publication';

/** Attributes of the English interface around a text in another language. */
export const ENGLISH = { lang: 'en', dir: 'ltr' } as const;

export interface LayoutProps {
  /** Without the name of the publication, which follows it; null for the publication as a whole. */
  title: string | null;
  /** For search results and previews. */
  description: string;
  language: string;
  direction?: 'ltr' | 'rtl';
  /** Further elements of the head. */
  head?: ComponentChildren;
  children: ComponentChildren;
}

export function Layout({ title, description, language, direction = 'ltr', head, children }: LayoutProps) {
  const publication = usePublication();
  const { name, icon, styles } = publication;
  return (
    <html lang={language} dir={direction}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>{title === null ? name : `${title} · ${name}`}</title>
        <meta name="description" content={description} />
        <link rel="icon" href={icon} />
        <link rel="alternate" type="application/atom+xml" href="/feed.xml" title={name} />
        <link rel="alternate" type="application/feed+json" href="/feed.json" title={name} />
        <style dangerouslySetInnerHTML={{ __html: styles }} />
        {head}
      </head>
      <body>
        <a class="skip ui" href="#content" {...ENGLISH}>
          Skip to content
        </a>
        <Header {...publication} />
        <main id="content">{children}</main>
        <Footer {...publication} />
      </body>
    </html>
  );
}

function Header({ name, tagline, logo, navigation, language, direction }: Publication) {
  return (
    <header class="site-header ui" lang={language} dir={direction}>
      <div class="masthead">
        <a class="brand" href="/">
          {logo ? (
            <picture>
              {logo.dark !== null && <source srcset={logo.dark} media="(prefers-color-scheme: dark)" />}
              <img src={logo.src} width={logo.width} height={logo.height} alt={name} />
            </picture>
          ) : (
            name
          )}
        </a>
        {tagline !== null && <span class="tagline">{tagline}</span>}
      </div>
      {navigation.length > 0 && (
        <nav aria-label="Main">
          {navigation.map(({ title, url }) => (
            <a key={url} href={url}>
              {title}
            </a>
          ))}
        </nav>
      )}
    </header>
  );
}

function Footer({ footer: { text, links }, language, direction }: Publication) {
  return (
    <footer class="site-footer ui">
      {text !== null && (
        <p lang={language} dir={direction}>
          {text}
        </p>
      )}
      {links.length > 0 && (
        <nav aria-label="Footer" lang={language} dir={direction}>
          {links.map(({ title, url }) => (
            <a key={url} href={url}>
              {title}
            </a>
          ))}
        </nav>
      )}
      <p {...ENGLISH}>Comments by Afterword. No cookies, no tracking.</p>
    </footer>
  );
}
