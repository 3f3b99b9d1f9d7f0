/** Plain text as Markdown that shows it as it is. */
export function markdownOfText(text: string): string {
  return text.split('\n').map(escapeLine).join('\n');
}

const ADDRESS = /(https?:\/\/[^\s<>"]+)/;

/** Addresses become links by themselves and stay as they are. */
export function escapeInline(text: string): string {
  return text
    .split(ADDRESS)
    .map((part, index) => (index % 2 === 1 ? part : escapeCharacters(part)))
    .join('');
}

/** What would begin a quote, a list, a table or a code block there. */
export const escapeStart = (line: string): string =>
  line
    .replace(/^ +/, '')
    .replace(/^(?=[>|])/, '\\')
    .replace(/^(?=[-+](?:\s|$))/, '\\')
    .replace(/^(\d{1,9})(?=[.)](?:\s|$))/, '$1\\')
    .replace(/^(?=[-:|][-:|\s]*$)(?!\\)/, (start) =>
      line.includes('-') && line.trim().length > 1 ? `\\${start}` : start,
    );

const escapeLine = (line: string): string => escapeStart(escapeInline(line));

const escapeCharacters = (text: string): string =>
  text
    .replace(/\\(?=[!-/:-@[-`{-~])|[`*[\]]|~(?=~)|<(?=[a-z/!?])|&(?=#?[a-z\d]+;)/gi, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_');
