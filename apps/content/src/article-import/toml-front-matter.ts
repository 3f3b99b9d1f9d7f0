import { parse, TomlDate, TomlError } from 'smol-toml';
import { FrontMatterError, type ParsedData } from './parsed-front-matter';

/**
 * Parses TOML. Dates become the text that they were written as, so that both formats take the same dates.
 * @throws FrontMatterError
 */
export function readToml(source: string): ParsedData {
  return {
    data: plain(parsed(source)),
    positionOf: (path) => ({ line: lineOf(source, path), column: 1 }),
  };
}

function parsed(source: string): unknown {
  try {
    return parse(source, { maxDepth: 50, unsafeKeyBehaviour: 'throw' });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The message goes on with lines of the file.
    const [reason = 'is not TOML'] = error.message.split('\n');
    throw new FrontMatterError({ line: error.line, column: error.column }, reason);
  }
}

function plain(value: unknown): unknown {
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

/**
 * The line on which the value at a path begins; where there is none, that of the nearest value around it. The parser keeps no
 * positions: the value begins behind the longest beginning of the source that can be parsed and does not have it.
 */
function lineOf(source: string, path: readonly PropertyKey[]): number {
  const lines = source.split('\n');
  const whole = parsed(source);
  const depth = path.findIndex((_segment, index) => !has(whole, path.slice(0, index + 1)));
  const known = depth < 0 ? path : path.slice(0, depth);
  if (known.length === 0) return 1;
  let line = 1;
  for (const [count, next] of lines.entries()) {
    if (/^\s*(#|$)/.test(next)) continue;
    const before = peekToml(lines.slice(0, count).join('\n'));
    if (before === null) continue;
    if (has(before, known)) break;
    line = count + 1;
  }
  return line;
}

/** The data of TOML; null for TOML with errors. */
export function peekToml(source: string): unknown {
  try {
    return parse(source);
  } catch {
    return null;
  }
}

function has(data: unknown, path: readonly PropertyKey[]): boolean {
  let value = data;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return false;
    value = (value as Record<PropertyKey, unknown>)[segment];
  }
  return true;
}
