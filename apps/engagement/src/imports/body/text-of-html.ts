import { Parser } from 'htmlparser2';

/** The text of a name or title that is written as HTML, without its markup. */
export function textOfHtml(html: string): string {
  if (!/[&<]/.test(html)) return html;
  let text = '';
  const parser = new Parser({ ontext: (part) => (text += part) }, { decodeEntities: true });
  parser.end(html);
  return text;
}
