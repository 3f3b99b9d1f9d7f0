import { LRUCache } from 'lru-cache';
import { RE2JS } from 're2js';
import { nameSkeleton } from '../readers';

/** A word of a text, folded, with its place in the text. */
interface Token {
  start: number;
  end: number;
  /** Spellings to compare: as written, and with digits and signs read as letters. */
  forms: readonly string[];
}

/** One entry of a list. */
type Entry =
  | { kind: 'phrase'; words: readonly Glob[] }
  /** Scripts without spaces between words: the entry is looked for anywhere. */
  | { kind: 'anywhere'; text: string }
  | { kind: 'pattern'; pattern: RE2JS };

/** A word whose `*` stand for any letters: the pieces between them, in order. */
type Glob = readonly string[];

/** Digits and signs that stand for letters within a word ("leetspeak"). */
const LEET: ReadonlyMap<string, string> = new Map([
  ['0', 'o'],
  ['1', 'i'],
  ['3', 'e'],
  ['4', 'a'],
  ['5', 's'],
  ['7', 't'],
  ['8', 'b'],
  ['@', 'a'],
  ['$', 's'],
  ['!', 'i'],
  ['|', 'i'],
]);

const WORD = /[\p{L}\p{M}\p{N}@$|](?:[\p{L}\p{M}\p{N}@$|!'’]*[\p{L}\p{M}\p{N}@$|])?/gu;
const LETTER = /\p{L}/u;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
const WITHOUT_SPACES = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const PATTERN = /^\/(.+)\/$/s;

/** Letters of one that stand apart, as in "s p a m", are read as a word from this many on. */
const SPACED_LETTERS = 3;

/** Case, compatibility forms, look-alikes and invisible characters make no difference. */
const fold = (word: string): string => nameSkeleton(word.replace(INVISIBLE, ''));

/** A letter more than twice is once: "spaaaam". */
const unstretch = (word: string): string => word.replace(/(.)\1{2,}/gu, '$1');

function formsOf(word: string): string[] {
  const read = LETTER.test(word) ? Array.from(word, (letter) => LEET.get(letter) ?? letter).join('') : word;
  return [...new Set([fold(word), fold(read)].flatMap((form) => [form, unstretch(form)]))].filter(
    (form) => form !== '',
  );
}

interface Word {
  text: string;
  start: number;
  end: number;
}

const wordsOf = (text: string): Word[] =>
  Array.from(text.matchAll(WORD), (match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));

const tokenOf = (words: readonly Word[]): Token => ({
  start: words[0]?.start ?? 0,
  end: words.at(-1)?.end ?? 0,
  forms: formsOf(words.map(({ text }) => text).join('')),
});

/** Splits words into runs of those that belong together. */
function runsOf(words: readonly Word[], belongs: (before: Word, next: Word) => boolean): Word[][] {
  const runs: Word[][] = [];
  for (const word of words) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run && before && belongs(before, word)) run.push(word);
    else runs.push([word]);
  }
  return runs;
}

/** Words, and what is one word to the eye since no space is in it: "v.i.a" and "sp-am". */
function tokensOf(text: string, words: readonly Word[]): Token[] {
  const chunks = runsOf(words, (before, next) => !/\s/.test(text.slice(before.end, next.start)));
  return [...words.map((word) => tokenOf([word])), ...chunks.filter(({ length }) => length > 1).map(tokenOf)];
}

/** Letters that stand apart, as in "s p a m" or "s.p.a.m", run by run. A word may begin and end anywhere in a run. */
function spacedRunsOf(words: readonly Word[]): Word[][] {
  const isSingle = ({ text }: Word) => Array.from(text).length === 1;
  const runs = runsOf(words, (before, next) => isSingle(before) && isSingle(next) && next.start - before.end <= 3);
  return runs.filter(({ length }) => length >= SPACED_LETTERS);
}

function entryOf(text: string): Entry | null {
  const pattern = PATTERN.exec(text)?.[1];
  if (pattern !== undefined) return { kind: 'pattern', pattern: compile(pattern) };
  if (WITHOUT_SPACES.test(text)) return { kind: 'anywhere', text: fold(text.replaceAll('*', '')) };
  const words = text.split(/\s+/).map((word): Glob => word.split('*').map(fold));
  const isEmpty = words.every((glob) => glob.every((piece) => piece === ''));
  return isEmpty ? null : { kind: 'phrase', words };
}

/** RE2 matches in linear time, so no pattern can stall the service. @throws for a pattern that RE2 does not know */
const compile = (pattern: string): RE2JS => RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE | RE2JS.DOTALL);

function matches(glob: Glob, form: string): boolean {
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

/** Words, phrases and patterns that a text is searched for. */
export class WordList {
  /** Plain words, which are most of a list, by their folded form. */
  private readonly plain = new Set<string>();
  private readonly globs: Glob[] = [];
  private readonly phrases: (readonly Glob[])[] = [];
  private readonly anywhere: string[] = [];
  private readonly patterns: RE2JS[] = [];

  constructor(entries: readonly string[]) {
    for (const text of entries) {
      const entry = entryOf(text);
      if (entry?.kind === 'pattern') this.patterns.push(entry.pattern);
      else if (entry?.kind === 'anywhere') this.anywhere.push(entry.text);
      else if (entry) this.addPhrase(entry.words);
    }
  }

  /** The parts of the text that match, in the text's own spelling, each once. */
  find(text: string): string[] {
    const found = new Set<string>();
    const words = wordsOf(text);
    for (const run of spacedRunsOf(words))
      for (const [start, end] of this.inRun(run)) found.add(text.slice(start, end));
    const tokens = tokensOf(text, words);
    for (const { start, end, forms } of tokens) {
      if (forms.some((form) => this.isListed(form))) found.add(text.slice(start, end));
    }
    for (const phrase of this.phrases) {
      for (let first = 0; first + phrase.length <= tokens.length; first += 1) {
        const run = tokens.slice(first, first + phrase.length);
        if (run.every(({ forms }, index) => forms.some((form) => matches(phrase[index] ?? [], form)))) {
          found.add(text.slice(run[0]?.start, run.at(-1)?.end));
        }
      }
    }
    if (this.anywhere.length > 0) {
      const folded = fold(text);
      for (const part of this.anywhere) if (folded.includes(part)) found.add(part);
    }
    for (const pattern of this.patterns) {
      const matcher = pattern.matcher(text.normalize('NFKC'));
      if (matcher.find()) found.add(matcher.group() ?? '');
    }
    return [...found];
  }

  private addPhrase(words: readonly Glob[]): void {
    const [glob] = words;
    if (!glob) return;
    if (words.length > 1) this.phrases.push(words);
    else if (glob.length > 1) this.globs.push(glob);
    else this.plain.add(glob[0] ?? '');
  }

  /** Where plain words are within letters that stand apart. */
  private inRun(run: readonly Word[]): [start: number, end: number][] {
    const found: [number, number][] = [];
    for (const form of [fold, (letter: string) => fold(LEET.get(letter) ?? letter)]) {
      const letters = run.map(({ text }) => form(text).slice(0, 1));
      const joined = letters.join('');
      // Letters that fold to nothing would shift what is found.
      if (joined.length !== run.length) continue;
      for (const word of this.plain) {
        const at = word.length < SPACED_LETTERS ? -1 : joined.indexOf(word);
        const [first, last] = [run[at], run[at + word.length - 1]];
        if (at >= 0 && first && last) found.push([first.start, last.end]);
      }
    }
    return found;
  }

  private isListed(form: string): boolean {
    return this.plain.has(form) || this.globs.some((glob) => matches(glob, form));
  }
}

/** Lists by their entries. The settings of a site are read anew every few seconds, mostly without a change. */
const lists = new LRUCache<string, WordList>({ max: 100 });
const known = new WeakMap<readonly string[], WordList>();

/** The list of a site's entries, built once for each version of the settings. */
export function wordList(entries: readonly string[]): WordList {
  let list = known.get(entries);
  if (!list) {
    const key = entries.join('\n');
    list = lists.get(key) ?? new WordList(entries);
    lists.set(key, list);
    known.set(entries, list);
  }
  return list;
}

/** Why an entry cannot be used, or null for one that can. */
export function problemOfEntry(text: string): string | null {
  const pattern = PATTERN.exec(text)?.[1];
  if (pattern !== undefined) {
    try {
      compile(pattern);
      return null;
    } catch (error) {
      return `must be a pattern that RE2 knows: ${(error as Error).message}`;
    }
  }
  return entryOf(text) === null ? 'must have a letter or digit' : null;
}
