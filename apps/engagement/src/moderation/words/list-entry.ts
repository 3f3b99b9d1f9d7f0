import { type Language, languages } from '@afterword/contracts';
import { RE2JS } from 're2js';
import { fold } from './spellings';

/** What an entry of a list looks for. */
export type ListEntry =
  | { kind: 'phrase'; words: readonly Glob[] }
  /** Scripts without spaces between words: the entry is looked for anywhere. */
  | { kind: 'anywhere'; text: string }
  | { kind: 'pattern'; pattern: RE2JS };

/** A word whose `*` stand for any letters: the pieces between them, in order. */
export type Glob = readonly string[];

const WITHOUT_SPACES = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const PATTERN = /^\/(.+)\/$/s;
const IN_LANGUAGE = /^([a-z]{2}):(.*)$/s;
const known: ReadonlySet<string> = new Set(languages);

/** `de:Wort`: an entry for texts in one language. Others are for every text. */
export function languageOfEntry(text: string): { language: Language | null; text: string } {
  const [, language = '', rest = ''] = IN_LANGUAGE.exec(text) ?? [];
  return known.has(language) ? { language: language as Language, text: rest.trim() } : { language: null, text };
}

/** Null for one that no text could match. @throws for a pattern that RE2 does not know */
export function entryOf(text: string): ListEntry | null {
  const pattern = PATTERN.exec(text)?.[1];
  if (pattern !== undefined) return { kind: 'pattern', pattern: compile(pattern) };
  if (WITHOUT_SPACES.test(text)) return { kind: 'anywhere', text: fold(text.replaceAll('*', '')) };
  const words = text.split(/\s+/).map((word): Glob => word.split('*').map(fold));
  const isEmpty = words.every((glob) => glob.every((piece) => piece === ''));
  return isEmpty ? null : { kind: 'phrase', words };
}

/** RE2 matches in linear time, so no pattern can stall the service. @throws for a pattern that RE2 does not know */
const compile = (pattern: string): RE2JS => RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE | RE2JS.DOTALL);

export function matches(glob: Glob, form: string): boolean {
  const [first = '', ...rest] = glob;
  if (rest.length === 0) return form === first;
  const last = rest.pop() ?? '';
  if (!form.startsWith(first) || !form.endsWith(last) || form.length < first.length + last.length) return false;
  let from = first.length;
  const end = form.length - last.length;
  for (const piece of rest) {
    const at = form.indexOf(piece, from);
    if (at < 0 || at + piece.length > end) return false;
    from = at + piece.length;
  }
  return true;
}

/** Why an entry cannot be used, or null for one that can. */
export function problemOfEntry(entry: string): string | null {
  const { language, text } = languageOfEntry(entry);
  // No word has a colon in it.
  if (language === null && IN_LANGUAGE.test(entry)) return 'must begin with a language that can be told, such as de:';
  try {
    return entryOf(text) === null ? 'must have a letter or digit' : null;
  } catch (error) {
    return `must be a pattern that RE2 knows: ${(error as Error).message}`;
  }
}
