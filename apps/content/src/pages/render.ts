import type { VNode } from 'preact';
import { render } from 'preact-render-to-string';

/** A page as a complete document. */
export const renderPage = <Props>(page: VNode<Props>): string => `<!doctype html>${render(page as VNode)}`;
