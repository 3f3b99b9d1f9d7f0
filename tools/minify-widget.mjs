/**
 * Makes the widget's files smaller than its bundler does, which minifies each file by itself:
 *
 * - Where the bundler writes a file that only passes on what another one exports, the other one takes its name and its exports. Readers
 *   load one file less.
 * - Messages, and what import() gives, have short names too: nothing outside the widget knows them.
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

/** Names of two letters, in the order of what they stand for. */
function shortNames(names) {
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
  return Object.fromEntries(
    [...names].sort().map((name, index) => [name, letters[index % 52] + letters[Math.floor(index / 52)]]),
  );
}

/** Messages whose names are those of properties too, or the end of another one's. */
const OTHER_THINGS = [
  ...[
    'followReplies',
    'inThread',
    'isNew',
    'linkGone',
    'moreReplies',
    'readAll',
    'rewardPage',
    'toParent',
    'unfollowReplies',
  ],
];

/**
 * Short names of messages, for the files of languages too. Only names of several words: the others are those of other things, and short.
 *
 * @param {Iterable<string>} keys
 */
export const shortMessages = (keys) =>
  shortNames([...keys].filter((key) => /^[a-z]+[A-Z]\w*$/.test(key) && !OTHER_THINGS.includes(key)));

/** Calls `visit` with each part of what Terser has parsed. */
function walk(node, visit) {
  visit(node);
  for (const part of Object.values(node).flat()) if (part?.TYPE) walk(part, visit);
}

const nameOf = ({ key, property }) => key ?? property;

/** @param messages their short names @param entries those of what import() gives */
function rename(ast, messages, entries) {
  walk(ast, (node) => {
    if (node.TYPE === 'String' && Object.hasOwn(messages, node.value)) node.value = messages[node.value];
    // The messages that are built in.
    const isMessages = node.TYPE === 'Object' && node.properties.some(({ key }) => key === 'commentBy');
    if (isMessages) for (const one of node.properties) one.key = messages[one.key] ?? one.key;
    const name = nameOf(node);
    if (Object.hasOwn(entries, name?.name ?? '')) throw new Error(`${name.name} is loaded by import(), and a method.`);
    if (typeof name !== 'string') return;
    if (Object.hasOwn(messages, name)) throw new Error(`${name} is a message and a property: add it to OTHER_THINGS.`);
    if (Object.hasOwn(entries, name)) node[node.key ? 'key' : 'property'] = entries[name];
  });
}

const options = {
  module: true,
  ecma: 2020,
  compress: { passes: 2, unsafe_arrows: true, pure_getters: true, unsafe: true, lhs_constants: false },
  format: { comments: false },
};

/** What files export that is loaded by import(): with more letters than the names that a bundler gives. */
const isEntry = (name) => name.length > 2;

/**
 * @param {{ path: string, text: string, map: string }[]} files what the bundler has written
 * @param {Record<string, string>} messages short names of messages
 * @returns {Promise<{ path: string, code: string, map: string }[]>}
 */
export async function minifyWidget(files, messages) {
  const { minify } = await import('terser');
  /** What each file calls what it exports, by the name that others import. */
  const names = new Map();
  const minified = [];
  const joined = inOrder(joinPassing(files.map((file) => ({ ...file }))));
  const exportedBy = ({ text }) => pairs(exportsOf(text)?.[1] ?? '').map(([, to]) => to);
  const entries = shortNames(joined.flatMap(exportedBy).filter(isEntry));
  for (const { path, text, map } of joined) {
    const parsed = await minify(text, {
      parse: {},
      compress: false,
      mangle: false,
      format: { ast: true, code: false },
    });
    rename(parsed.ast, messages, entries);
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
    const exported = pairs(list);
    names.set(basename(path), new Map(exported.filter(([, to]) => !isEntry(to)).map(([from, to]) => [to, from])));
    const short = exported.map(([from, to]) => (isEntry(to) ? `${from} as ${entries[to]}` : from));
    const given = exported.map(([from, to]) => (isEntry(to) ? entries[to] : from));
    if (new Set(given).size < given.length) throw new Error(`Two exports of ${path} have one name: ${given.join(' ')}`);
    minified.push({
      path,
      code: list ? `${code.slice(0, code.length - all.length)}export{${short.join(',')}};` : code,
      map: smallMap,
    });
  }
  return minified;
}
