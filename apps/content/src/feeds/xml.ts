import { type ComponentChildren, h, type VNode } from 'preact';
import { render } from 'preact-render-to-string';

/** XML 1.0 has no way to write these characters. */
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

type Attributes = Record<string, string | number | undefined>;

/** An element of any vocabulary; text and attributes are escaped when it is written. */
export const element = (name: string, attributes: Attributes = {}, ...children: ComponentChildren[]): VNode =>
  h(name, attributes, ...children);

export function writeXml(root: VNode): string {
  // HTML may leave `>` as it is; in XML these three end a section.
  const written = render(root).replace(UNWRITABLE, '').replaceAll(']]>', ']]&gt;');
  return `<?xml version="1.0" encoding="utf-8"?>\n${written}\n`;
}
