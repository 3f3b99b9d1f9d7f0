import { type ServiceConfig, withBasePath } from '@afterword/platform';
import { h, type VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { PublicationContext, publicationOf } from './publication';
import { TimeZone } from './published-time';

/** A page as a complete document: of the publication, with the dates of its time zone. */
export function renderPage<Props>(
  page: VNode<Props>,
  config: Pick<ServiceConfig, 'timeZone' | 'themeFolder' | 'contentUrl'>,
): string {
  const dated = h(TimeZone.Provider, { value: config.timeZone, children: page as VNode });
  const html = render(h(PublicationContext.Provider, { value: publicationOf(config), children: dated }));
  return `<!doctype html>${withBasePath(html, config.contentUrl)}`;
}
