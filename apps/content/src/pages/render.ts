import { h, type VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { TimeZone } from './published-time';

/** A page as a complete document. Its dates are those of the time zone. */
export const renderPage = <Props>(page: VNode<Props>, timeZone = 'UTC'): string =>
  `<!doctype html>${render(h(TimeZone.Provider, { value: timeZone, children: page as VNode }))}`;
