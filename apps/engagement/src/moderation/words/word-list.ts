import type { RE2JS } from 're2js';
import { entryOf, type Glob, matches } from './list-entry';
import { fold, readLeet } from './spellings';
import { SPACED_LETTERS, spacedRunsOf, tokensOf, type Word, wordsOf } from './text-words';

/** Words, phrases and patterns that a text is searched for. */
export class WordList {
  /** Plain words, which are most of a list, by their folded form. */
  private readonly plain = new Set<string>();
  private readonly globs: Glob[] = [];
  private readonly phrases: (readonly Glob[])[] = [];
  private readonly anywhere: string[] = [];
  private readonly patterns: RE2JS[] = [];

  /** @param entries without their languages */
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
    for (const form of [fold, (letter: string) => fold(readLeet(letter))]) {
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
