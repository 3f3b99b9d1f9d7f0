import { JSONParser } from '@streamparser/json';
import type { ImportNote } from '../import-item';
import type { InputFile } from './input-file';

/** One item of a list in a JSON file. */
export interface JsonRecord {
  kind: 'record';
  /** The name of its list, as it was asked for; empty for the whole file's own. */
  list: string;
  value: unknown;
}

/** Longest line of JSON Lines. Characters. */
const LONGEST_LINE = 20_000_000;

/**
 * The items of a JSON file, one at a time, however they are written: as a list, as lists in an object, or one on each line.
 * @param lists paths of lists in an object, such as `data.Comment`; `*` is any key
 */
export async function* jsonRecords(
  file: InputFile,
  lists: readonly string[] = [],
): AsyncGenerator<JsonRecord | ImportNote> {
  if (await hasLines(file, lists)) yield* lineRecords(file);
  else if (/^\s*\[/.test(file.head)) yield* parsed(file, [{ list: '', path: '$.*' }]);
  else
    yield* parsed(
      file,
      lists.map((list) => ({ list, path: `$.${list}.*` })),
    );
}

/** Whether the first line is an item by itself. */
async function hasLines(file: InputFile, lists: readonly string[]): Promise<boolean> {
  const isOneLine = /^\s*\{/.test(file.head) && !file.head.includes('\n') && lists.length > 0;
  const head = isOneLine ? await firstLines(file) : file.head;
  const lines = head.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const [first = ''] = lines;
  if (head.startsWith('#')) return true;
  if (!first.trimStart().startsWith('{')) return false;
  // A first line that is longer than what is looked at.
  if (!head.includes('\n') && lists.length === 0) return true;
  try {
    const value = JSON.parse(first) as Record<string, unknown>;
    return lines.length > 1 || !lists.some((list) => (list.split('.')[0] ?? '') in value);
  } catch {
    return false;
  }
}

/** The first line, however long, and what was read with it. */
async function firstLines(file: InputFile): Promise<string> {
  let head = '';
  let isOver = false;
  for await (const chunk of file.text()) {
    head += chunk;
    const start: number = isOver ? 0 : chunk.indexOf('\n') + 1;
    isOver ||= start > 0;
    if ((isOver && chunk.slice(start).trim() !== '') || head.length > LONGEST_LINE) break;
  }
  return head;
}

/** What follows each other without a list around it. A line that is none is told, and the others are read. */
async function* lineRecords(file: InputFile): AsyncGenerator<JsonRecord | ImportNote> {
  let number = 0;
  for await (const { line, isLast } of linesOf(file)) {
    number += 1;
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    try {
      yield { kind: 'record', list: '', value: JSON.parse(text) as unknown };
    } catch (error) {
      const problem = isLast ? 'truncated' : 'unreadable';
      yield {
        kind: 'note',
        item: `${file.name} line ${number}`,
        problem,
        detail: (error as Error).message.slice(0, 200),
      };
    }
  }
}

async function* linesOf(file: InputFile): AsyncGenerator<{ line: string; isLast: boolean }> {
  let rest = '';
  for await (const chunk of file.text()) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield { line, isLast: false };
    if (rest.length > LONGEST_LINE) rest = '';
  }
  if (rest !== '') yield { line: rest, isLast: true };
}

async function* parsed(
  file: InputFile,
  asked: readonly { list: string; path: string }[],
): AsyncGenerator<JsonRecord | ImportNote> {
  const parser = new JSONParser({ paths: asked.map(({ path }) => path), keepStack: false });
  const found: JsonRecord[] = [];
  let error: Error | null = null;
  parser.onValue = ({ value, stack, key }) => {
    const keys = [...stack.map((element) => element.key), key].slice(1, -1);
    const { list = '' } = asked.find(({ path }) => fits(path, keys)) ?? {};
    found.push({ kind: 'record', list, value });
  };
  parser.onError = (problem) => (error = problem);
  for await (const chunk of file.text()) {
    if (!error) parser.write(chunk.replaceAll('\u0000', ''));
    yield* found.splice(0);
    if (error) break;
  }
  if (error)
    yield {
      kind: 'note',
      item: file.name,
      problem: 'truncated',
      detail: (error as Error).message.slice(0, 200),
    };
  else if (!parser.isEnded) yield { kind: 'note', item: file.name, problem: 'truncated' };
}

/** Whether a list is at a path: `$.db.*.data.comments.*` is, where the keys are db, 0, data, comments. */
function fits(path: string, keys: readonly unknown[]): boolean {
  const parts = path.split('.').slice(1, -1);
  return parts.length === keys.length && parts.every((part, index) => part === '*' || part === String(keys[index]));
}
