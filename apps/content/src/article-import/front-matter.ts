import { hasAtMost, LIMITS } from '@afterword/contracts';
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import { ArticleFileError, type FilePosition } from './article-file.error';

/** The data and the text of a file, with their positions in it. */
export interface FrontMatter {
  data: unknown;
  /** The Markdown below it. */
  body: string;
  bodyAt: FilePosition;
  /** The line in the file of a line of `body`, which counts from 0. */
  lineOf(bodyLine: number): number;
  /** The position of a value, or of the nearest node around it; with `key`, of its key. */
  positionOf(path: readonly PropertyKey[], options?: { key?: boolean }): FilePosition;
}

const FENCE = /^---[ \t]*$/;
/** The position of errors about something that is missing. */
const START: FilePosition = { line: 1, column: 1 };

/** The two parts of a text, or null where it has no front matter. */
function split(text: string): { yaml: string; body: string; bodyLine: number; leading: number } | null {
  const lines = text.split(/\r?\n/);
  if (!FENCE.test(lines[0] ?? '')) return null;
  const end = lines.findIndex((line, index) => index > 0 && FENCE.test(line));
  if (end < 0) return null;
  const below = lines.slice(end + 1);
  const first = below.findIndex((line) => line.trim() !== '');
  return {
    yaml: lines.slice(1, end).join('\n'),
    body: below.slice(Math.max(first, 0)).join('\n').trimEnd(),
    bodyLine: end + 2,
    leading: Math.max(first, 0),
  };
}

/**
 * Parses YAML between two lines of `---`, and the text below. Dates stay text. YAML aliases are refused: a few lines of them can
 * expand to gigabytes.
 * @throws ArticleFileError with the position of the error
 */
export function parseFrontMatter(file: string, text: string): FrontMatter {
  const parts = split(text);
  if (!parts) throw new ArticleFileError(file, START, 'must begin with front matter between two lines of "---"');
  if (!hasAtMost(parts.yaml, LIMITS.frontMatterLength)) {
    throw new ArticleFileError(file, START, `the front matter is longer than ${LIMITS.frontMatterLength} characters`);
  }
  const counter = new LineCounter();
  // The fence is the first line of the file.
  const at = (offset: number): FilePosition => {
    const { line, col } = counter.linePos(offset);
    return { line: line + 1, column: col };
  };
  const document = read(file, parts.yaml, counter);
  const [wrong] = [...document.errors, ...document.warnings];
  if (wrong) throw new ArticleFileError(file, at(wrong.pos[0]), wrong.message);
  visit(document, {
    Alias: (_key, alias) => {
      throw new ArticleFileError(file, at(alias.range?.[0] ?? 0), 'YAML aliases are not allowed here');
    },
  });
  return {
    data: document.toJS({ maxAliasCount: 0 }) as unknown,
    body: parts.body,
    bodyAt: { line: parts.bodyLine, column: 1 },
    lineOf: (bodyLine) => parts.bodyLine + parts.leading + bodyLine,
    positionOf: (path, { key = false } = {}) => at(offsetOf(document, path, key)),
  };
}

/** The data of a file, without validation; null for a file without front matter. */
export function peekFrontMatter(text: string): unknown {
  const parts = split(text);
  if (!parts || !hasAtMost(parts.yaml, LIMITS.frontMatterLength)) return null;
  try {
    return parseDocument(parts.yaml, { schema: 'core' }).toJS({ maxAliasCount: 0 }) as unknown;
  } catch {
    return {};
  }
}

function read(file: string, yaml: string, lineCounter: LineCounter): Document.Parsed {
  try {
    return parseDocument(yaml, { lineCounter, schema: 'core', uniqueKeys: true, prettyErrors: false });
  } catch (error) {
    // The parser is recursive.
    if (error instanceof RangeError) throw new ArticleFileError(file, START, 'the front matter is nested too deeply');
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
