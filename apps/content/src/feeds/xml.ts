import { type ComponentChildren, h, type VNode } from 'preact';
import { render } from 'preact-render-to-string';

/** Characters that XML 1.0 cannot represent. */
const INVALID = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

type Attributes = Record<string, string | number | undefined>;

/** An element of any vocabulary. `writeXml` escapes text and attributes. */
export const element = (name: string, attributes: Attributes = {}, ...children: ComponentChildren[]): VNode =>
  h(name, attributes, ...children);

export function writeXml(root: VNode): string {
  // The renderer writes HTML, which need not escape `>`. In XML `]]>` must not occur in text.
  const written = render(root).replace(INVALID, '').replaceAll(']]>', ']]&gt;');
  return `<?xml version="1.0" encoding="utf-8"?>\n${written}\n`;
}
