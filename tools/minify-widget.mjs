/**
 * Makes the widget's files smaller than its bundler does, which minifies each file by itself:
 *
 * - Where the bundler writes a file that only passes on what another one exports, the other one takes its name and its exports. Readers
 *   load one file less.
 * - What files import from each other has one name in all of them: `import{K}` in place of `import{f as K}`.
 */
import { basename } from 'node:path';

/** `a as b,c` between braces, as pairs of names. */
const pairs = (list) =>
  list
    .split(',')
    .filter(Boolean)
    .map((pair) => pair.split(' as '))
    .map(([from, to = from]) => [from, to]);

const importsIn = (text) =>
  [...text.matchAll(/import(?:\{([^}]*)\}from)?"\.\/([^"]+)" *;/g)].map(([, names = '', file]) => ({
    names: pairs(names),
    file: basename(file),
  }));
const exportsOf = (text) => /export\{([^}]*)\};?\s*$/.exec(text);

/**
 * Joins files that only pass on others with these. Everything stays at its place in the text, as source maps want it.
 *
 * @param {{ path: string, text: string, map: string }[]} files
 */
function joinPassing(files) {
  const joined = new Map();
  for (const passing of files) {
    const [, list] = exportsOf(passing.text) ?? [];
    const rest = passing.text.replace(/import[^;]*;/g, '').replace(/export\{[^}]*\};?/, '');
    const [source, ...others] = importsIn(passing.text).filter(({ names }) => names.length > 0);
    if (list === undefined || rest.trim() !== '' || !source || others.length > 0) continue;
    const target = files.find(({ path }) => basename(path) === source.file);
    const exported = exportsOf(target.text);
    const local = Object.fromEntries(pairs(exported[1]).map(([from, to]) => [to, from]));
    const imported = Object.fromEntries(source.names.map(([from, to]) => [to, from]));
    const added = pairs(list).map(([from, to]) => `${local[imported[from]]} as ${to}`);
    target.text = target.text.slice(0, exported.index) + `export{${[exported[1], ...added].join(',')}};\n`;
    joined.set(basename(target.path), passing);
    target.path = passing.path;
  }
  const kept = files.filter((file) => ![...joined.values()].includes(file));
  for (const file of kept)
    for (const [from, { path }] of joined)
      file.text = file.text.replaceAll(`"./${from}"`, () => `"./${basename(path)}"`.padEnd(from.length + 4));
  return kept;
}

/** What is imported from a file comes after the file. */
function inOrder(files, sorted = []) {
  const ready = (file) => importsIn(file.text).every((one) => sorted.some(({ path }) => basename(path) === one.file));
  const next = files.filter((file) => !sorted.includes(file)).filter((file) => ready(file));
  return next.length > 0 ? inOrder(files, [...sorted, ...next]) : sorted;
}

const options = {
  module: true,
  ecma: 2020,
  compress: { passes: 2, unsafe_arrows: true, pure_getters: true, unsafe: true, lhs_constants: false },
  format: { comments: false },
};

/**
 * @param {{ path: string, text: string, map: string }[]} files what the bundler has written
 * @returns {Promise<{ path: string, code: string, map: string }[]>}
 */
export async function minifyWidget(files) {
  const { minify } = await import('terser');
  /** What each file calls what it exports, by the name that others import. */
  const names = new Map();
  const minified = [];
  for (const { path, text, map } of inOrder(joinPassing(files.map((file) => ({ ...file }))))) {
    const parsed = await minify(text, {
      parse: {},
      compress: false,
      mangle: false,
      format: { ast: true, code: false },
    });
    const props = {};
    for (const statement of parsed.ast.body) {
      if (statement.TYPE !== 'Import') continue;
      const known = names.get(basename(statement.module_name.value));
      for (const { foreign_name: foreign, name: local } of statement.imported_names ?? []) {
        foreign.name = known.get(foreign.name);
        props[`$${local.name}`] = foreign.name;
      }
    }
    const { code, map: smallMap } = await minify(parsed.ast, {
      ...options,
      nameCache: { vars: { props } },
      sourceMap: { content: map, filename: basename(path) },
    });
    const [all, list] = exportsOf(code) ?? ['', ''];
    // What a bundler names has one letter. Longer names are those of entries: of what import() gives.
    const isEntry = (name) => name.length > 2;
    const exported = pairs(list);
    names.set(basename(path), new Map(exported.filter(([, to]) => !isEntry(to)).map(([from, to]) => [to, from])));
    const short = exported.map(([from, to]) => (isEntry(to) ? `${from} as ${to}` : from));
    minified.push({
      path,
      code: list ? `${code.slice(0, code.length - all.length)}export{${short.join(',')}};` : code,
      map: smallMap,
    });
  }
  return minified;
}
