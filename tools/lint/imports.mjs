/** What files import. They are parsed and paths resolved by TypeScript, so aliases of tsconfig.json work. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../root.mjs';

const configFile = join(root, 'tsconfig.json');
const { options } = ts.parseJsonConfigFileContent(
  // Only the compiler options are needed; `files: []` skips the search for source files.
  { ...ts.readConfigFile(configFile, ts.sys.readFile).config, files: [], include: [] },
  ts.sys,
  root,
);
const resolutions = ts.createModuleResolutionCache(root, (name) => name, options);
const aliases = Object.keys(options.paths ?? {}).map((alias) => alias.replace(/\*$/, ''));
const isOurs = (specifier) => specifier.startsWith('.') || aliases.some((alias) => specifier.startsWith(alias));

/** How long a file is assumed unchanged: a run of the linter reads each file once, an editor sees changes. Milliseconds. */
const FRESH_MS = 2_000;
const files = new Map();

/** The imports of a source text: the resolved file and where the specifier starts. Packages are left out. */
export function importsIn(text, file) {
  return ts
    .preProcessFile(text, true, false)
    .importedFiles.filter(({ fileName }) => isOurs(fileName))
    .map(({ fileName, pos }) => ({
      pos,
      target: ts.resolveModuleName(fileName, file, options, ts.sys, resolutions).resolvedModule?.resolvedFileName,
    }))
    .filter(({ target }) => target !== undefined);
}

/** The files that a file on disk imports. */
function importedBy(file) {
  const known = files.get(file);
  const now = Date.now();
  if (known && now - known.checkedAt < FRESH_MS) return known.targets;
  const { mtimeMs } = statSync(file);
  if (known?.mtimeMs === mtimeMs) {
    known.checkedAt = now;
    return known.targets;
  }
  const targets = importsIn(readFileSync(file, 'utf8'), file).map(({ target }) => target);
  files.set(file, { mtimeMs, checkedAt: now, targets });
  return targets;
}

/** The shortest chain of imports between two files, both included; null if there is none. */
export function pathBetween(from, to) {
  const previous = new Map([[from, null]]);
  for (const file of previous.keys()) {
    if (file === to) return chain(previous, to);
    for (const target of importedBy(file)) if (!previous.has(target)) previous.set(target, file);
  }
  return null;
}

function chain(previous, last) {
  const path = [];
  for (let file = last; file !== null; file = previous.get(file)) path.unshift(file);
  return path;
}
