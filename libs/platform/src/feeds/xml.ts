/** Characters that XML 1.0 cannot represent. */
const INVALID = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** What is false or null is left out. */
type Child = XmlElement | string | number | false | null;

export interface XmlElement {
  readonly name: string;
  readonly attributes: Attributes;
  readonly children: readonly Child[];
}

/** An element of any vocabulary. `writeXml` escapes text and attributes. */
export const element = (name: string, attributes: Attributes = {}, ...children: Child[]): XmlElement => ({
  name,
  attributes,
  children,
});

/** In text and attributes; `]]>` must not occur in text. */
const escaped = (text: string): string =>
  text
    .replace(INVALID, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/"/g, '&quot;')
    .replaceAll(']]>', ']]&gt;');

function written({ name, attributes, children }: XmlElement): string {
  const start = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([attribute, value]) => ` ${attribute}="${escaped(String(value))}"`)
    .join('');
  const inner = children.map((child) =>
    child === false || child === null ? '' : typeof child === 'object' ? written(child) : escaped(String(child)),
  );
  return inner.length === 0 ? `<${name}${start}/>` : `<${name}${start}>${inner.join('')}</${name}>`;
}

export const writeXml = (root: XmlElement): string => `<?xml version="1.0" encoding="utf-8"?>\n${written(root)}\n`;
