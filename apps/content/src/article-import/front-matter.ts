import { hasAtMost, LIMITS } from '@afterword/contracts';
import { ArticleFileError, type FilePosition } from './article-file.error';
import { FrontMatterError, type ParsedData } from './parsed-front-matter';
import { peekToml, readToml } from './toml-front-matter';
import { peekYaml, readYaml } from './yaml-front-matter';

/** The data and the text of a file, with their positions in it. */
export interface FrontMatter extends ParsedData {
  /** The Markdown below it. */
  body: string;
  bodyAt: FilePosition;
  /** The line in the file of a line of `body`, which counts from 0. */
  lineOf: (bodyLine: number) => number;
}

type Format = 'yaml' | 'toml';

interface Parts {
  format: Format;
  source: string;
  /** Lines of the file before the first line of `source`. */
  linesBefore: number;
  body: string;
  bodyLine: number;
  leading: number;
}

/** A line that opens front matter, and the line that closes it. JSON is YAML too, and its braces belong to it. */
const FENCES: readonly { open: RegExp; close: RegExp; format: Format; isPart?: true }[] = [
  { open: /^---[ \t]*(?:(?:ya?ml|json)[ \t]*)?$/i, close: /^(?:---|\.\.\.)[ \t]*$/, format: 'yaml' },
  { open: /^---[ \t]*toml[ \t]*$/i, close: /^---[ \t]*$/, format: 'toml' },
  { open: /^\+\+\+[ \t]*$/, close: /^\+\+\+[ \t]*$/, format: 'toml' },
  { open: /^\{[ \t]*$/, close: /^\}[ \t]*$/, format: 'yaml', isPart: true },
];

/** The position of errors about something that is missing. */
const START: FilePosition = { line: 1, column: 1 };

/** The parts of a text, or why it has none. */
function split(text: string): Parts | 'none' | 'open' {
  const lines = text.split(/\r?\n/);
  const fence = FENCES.find(({ open }) => open.test(lines[0] ?? ''));
  if (!fence) return 'none';
  const end = lines.findIndex((line, index) => index > 0 && fence.close.test(line));
  if (end < 0) return 'open';
  const below = lines.slice(end + 1);
  const first = below.findIndex((line) => line.trim() !== '');
  return {
    format: fence.format,
    source: (fence.isPart ? lines.slice(0, end + 1) : lines.slice(1, end)).join('\n'),
    linesBefore: fence.isPart ? 0 : 1,
    body: below.slice(Math.max(first, 0)).join('\n').trimEnd(),
    bodyLine: end + 2,
    leading: Math.max(first, 0),
  };
}

const NO_FRONT_MATTER =
  'must begin with front matter between two lines of "---" (YAML) or "+++" (TOML), on its first line';

/**
 * Parses the front matter of a file, in YAML, TOML or JSON, and the text below. Dates stay text.
 * @throws ArticleFileError with the position of the error
 */
export function parseFrontMatter(file: string, text: string): FrontMatter {
  const parts = split(text);
  if (typeof parts === 'string') throw new ArticleFileError(file, START, NO_FRONT_MATTER);
  const { source, linesBefore } = parts;
  if (!hasAtMost(source, LIMITS.frontMatterLength)) {
    throw new ArticleFileError(file, START, `the front matter is longer than ${LIMITS.frontMatterLength} characters`);
  }
  const inFile = ({ line, column }: FilePosition): FilePosition => ({ line: line + linesBefore, column });
  const { data, positionOf } = parsedBy(parts, (error) => {
    throw new ArticleFileError(file, inFile(error.at), error.message);
  });
  return {
    data,
    body: parts.body,
    bodyAt: { line: parts.bodyLine, column: 1 },
    lineOf: (bodyLine) => parts.bodyLine + parts.leading + bodyLine,
    positionOf: (path, options) => inFile(positionOf(path, options)),
  };
}

/** What a file is, as far as its beginning tells. `data` is what can be read of it, null where nothing can. */
export function peekFrontMatter(text: string): { hasFrontMatter: boolean; data: unknown } {
  const parts = split(text);
  if (parts === 'none') return { hasFrontMatter: false, data: null };
  if (parts === 'open' || !hasAtMost(parts.source, LIMITS.frontMatterLength))
    return { hasFrontMatter: true, data: null };
  return { hasFrontMatter: true, data: parts.format === 'toml' ? peekToml(parts.source) : peekYaml(parts.source) };
}

function parsedBy({ format, source }: Parts, refuse: (error: FrontMatterError) => never): ParsedData {
  try {
    return format === 'toml' ? readToml(source) : readYaml(source);
  } catch (error) {
    if (error instanceof FrontMatterError) return refuse(error);
    throw error;
  }
}
