import { createHash } from 'node:crypto';
import { withBasePath } from '@afterword/platform';
import type { ComponentChildren, VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { styles } from './styles';

/** Inlined, so that browsers do not request /favicon.ico. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M13 5H8v22h5" fill="none" stroke="#b3261e" stroke-width="3.5"/><circle cx="21" cy="16" r="4" fill="#b3261e"/></svg>',
)}`;

export interface LayoutProps {
  title: string;
  lead: string;
  wide?: boolean;
  head?: ComponentChildren;
  children: ComponentChildren;
}

/** Layout of the pages for publishers: the front page, the check and the playground. */
export function Layout({ title, lead, wide = false, head, children }: LayoutProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{title === 'Afterword' ? title : `${title} · Afterword`}</title>
        <link rel="icon" href={ICON} />
        <style dangerouslySetInnerHTML={{ __html: styles }} />
        {head}
      </head>
      <body>
        <main class={wide ? 'wide' : undefined}>
          <h1>{title}</h1>
          <p class="quiet">{lead}</p>
          {children}
        </main>
      </body>
    </html>
  );
}

/** @param engagementUrl where the page's links lead below */
export const renderDocument = <Props,>(page: VNode<Props>, engagementUrl: string): string =>
  `<!doctype html>${withBasePath(render(page as VNode), engagementUrl)}`;

/** The CSP source expression that allows an inline style. */
export const styleSourceOf = (style: string) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

const styleSource = styleSourceOf(styles);

/** Security headers whose policy allows only the page's own style and the given directives. */
export function pageHeaders(directives: readonly string[]): Record<string, string> {
  const policy = ["default-src 'none'", `style-src ${styleSource}`, 'img-src data:', "base-uri 'none'", ...directives];
  return {
    'content-security-policy': policy.join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  };
}
