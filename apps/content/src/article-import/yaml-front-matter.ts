import { type Document, isMap, isNode, isScalar, isSeq, Lexer, LineCounter, parseDocument, visit } from 'yaml';
import type { FilePosition } from './article-file.error';
import { FrontMatterError, type ParsedData } from './parsed-front-matter';

/** Lists and maps in brackets inside each other. The parser's time grows with the square of it. */
const MAX_DEPTH = 50;

// `logLevel`: warnings of the process would have the text of the article in them.

/**
 * Parses YAML, and so JSON. Dates stay text. Aliases are refused: a few lines of them can expand to gigabytes.
 * @throws FrontMatterError
 */
export function readYaml(source: string): ParsedData {
  const counter = new LineCounter();
  const at = (offset: number): FilePosition => {
    const { line, col } = counter.linePos(offset);
    return { line, column: col };
  };
  if (isTooDeep(source)) throw new FrontMatterError({ line: 1, column: 1 }, TOO_DEEP);
  const document = read(source, counter);
  const [wrong] = [...document.errors, ...document.warnings];
  if (wrong) throw new FrontMatterError(at(wrong.pos[0]), wrong.message);
  visit(document, {
    Alias: (_key, alias) => {
      throw new FrontMatterError(at(alias.range?.[0] ?? 0), 'YAML aliases are not allowed here');
    },
  });
  return {
    data: document.toJS({ maxAliasCount: 0 }) as unknown,
    positionOf: (path, { key = false } = {}) => at(offsetOf(document, path, key)),
  };
}

/** What can be read of YAML with errors; null where nothing can. */
export function peekYaml(source: string): unknown {
  if (isTooDeep(source)) return null;
  try {
    return parseDocument(source, { schema: 'core', logLevel: 'error' }).toJS({ maxAliasCount: 0 }) as unknown;
  } catch {
    return null;
  }
}

const TOO_DEEP = 'the front matter is nested too deeply';

function isTooDeep(source: string): boolean {
  let depth = 0;
  for (const token of new Lexer().lex(source)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

function read(source: string, lineCounter: LineCounter): Document.Parsed {
  try {
    return parseDocument(source, {
      lineCounter,
      schema: 'core',
      uniqueKeys: true,
      prettyErrors: false,
      logLevel: 'error',
    });
  } catch (error) {
    // The parser is recursive.
    if (error instanceof RangeError) {
      throw new FrontMatterError({ line: 1, column: 1 }, TOO_DEEP);
    }
    throw error;
  }
}

function offsetOf(document: Document.Parsed, path: readonly PropertyKey[], wantsKey: boolean): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const [depth, segment] of path.entries()) {
    let child: unknown;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(segment));
      if (!pair) break;
      offset = startOf(pair.key) ?? offset;
      if (wantsKey && depth === path.length - 1) break;
      child = pair.value;
    } else if (isSeq(node)) child = node.items[Number(segment)];
    offset = startOf(child) ?? offset;
    node = child;
  }
  return offset;
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
