import { SaxesParser } from 'saxes';

/** The texts of all elements at a path such as `ListBucketResult/Contents/Key`, in their order. What is not XML has none. */
export function textsOf(xml: string, path: string): string[] {
  const texts: string[] = [];
  const open: string[] = [];
  const parser = new SaxesParser();
  let text = '';
  let isWhole = true;
  // Without a handler it throws.
  parser.on('error', () => (isWhole = false));
  parser.on('opentag', ({ name }) => {
    open.push(name);
    text = '';
  });
  parser.on('text', (more) => (text += more));
  parser.on('closetag', () => {
    if (open.join('/') === path) texts.push(text);
    open.pop();
  });
  if (xml.trim() !== '') parser.write(xml).close();
  return isWhole ? texts : [];
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export const escaped = (text: string): string => text.replace(/[&<>"]/g, (one) => ENTITIES[one] ?? one);
