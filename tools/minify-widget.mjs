/**
 * Makes the widget's files smaller than its bundler does, which minifies each file by itself:
 *
 * - Where the bundler writes a file that only passes on what another one exports, the other one takes its name and its exports. Readers
 *   load one file less.
 * - Messages, and what import() gives, have short names too: nothing outside the widget knows them.
 * - Private members of classes have names of one letter, the same in every class: no other class reads them.
 * - What is taken out of an object is called as in the object where it has one letter there: `let{e}=this` in place of `let{e:i}=this`.
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
    const passed = pairs(list).map(([from, to]) => [local[imported[from]], to]);
    const all = new Map([...pairs(exported[1]), ...passed].map(([from, to]) => [to, from]));
    const exports = [...all].map(([to, from]) => `${from} as ${to}`);
    target.text = target.text.slice(0, exported.index) + `export{${exports.join(',')}};\n`;
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

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Names of two letters, in the order of what they stand for. */
function shortNames(names) {
  return Object.fromEntries(
    [...names].sort().map((name, index) => [name, letters[index % 52] + letters[Math.floor(index / 52)]]),
  );
}

/** Messages whose names are those of properties too, or the end of another one's. */
const OTHER_THINGS = [
  ...['followReplies', 'inThread', 'isNew', 'linkGone', 'moreReplies', 'readAll', 'toParent', 'unfollowReplies'],
];

/**
 * Short names of messages, for the files of languages too. Only names of several words: the others are those of other things, and short.
 *
 * @param {Iterable<string>} keys
 */
export const shortMessages = (keys) =>
  shortNames([...keys].filter((key) => /^[a-z]+[A-Z]\w*$/.test(key) && !OTHER_THINGS.includes(key)));

/** Names, the shortest first. Those that are nothing else: no word of the language. */
function* namesOf(first, rest = first) {
  yield* first;
  for (const end of rest) for (const start of rest) if (!/^(as|do|if|in|is|of)$/.test(start + end)) yield start + end;
}

/**
 * Letters, the most frequent of minified code first: what is written often is written alike. Their order is the one that compressed best of
 * several hundred that were tried.
 */
const FREQUENT = 'tesnrovhdlcumpwgafibkxjyqz';
const CAPITALS = 'TSCAELMPKODINBFHUXRGWVYJQZ_$';
/** `t` is the method of words. */
const PRIVATE = FREQUENT.slice(1);

/** How often each name is in the texts. */
function countIn(texts, names) {
  const counts = new Map(names.map((name) => [name, 0]));
  for (const text of texts)
    for (const [name] of text.matchAll(/[\w$]+/g)) if (counts.has(name)) counts.set(name, counts.get(name) + 1);
  return counts;
}
const oftenFirst = (counts) => [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);

/**
 * Short names of properties that nothing outside the widget knows. None is a letter that private members have.
 *
 * @param {string[]} names @param {string[]} sources
 * @returns {Record<string, string>}
 */
export function shortProperties(names, sources) {
  const short = namesOf(CAPITALS, FREQUENT + CAPITALS);
  return Object.fromEntries(oftenFirst(countIn(sources, names)).map((name) => [name, short.next().value]));
}

/**
 * The private members of each class, those used often first, and the class that it extends.
 *
 * @param {string[]} sources in TypeScript
 */
export function privateMembers(sources) {
  const classes = new Map();
  for (const text of sources) {
    const parts = text.split(/^(?:export )?(?:abstract )?class (?=\w)/m).slice(1);
    for (const part of parts) {
      const [, name, base] = /^(\w+)(?:<[^{]*>)?(?: extends (\w+))?/.exec(part);
      if (classes.has(name)) throw new Error(`Two classes of the widget are called ${name}.`);
      const declared = [...part.matchAll(/\bprivate (?:(?:static|readonly|async|get|set|override) )*(\w+)/g)];
      const members = [...new Set(declared.map(([, member]) => member))].filter((member) => member !== 'constructor');
      classes.set(name, { base, members: oftenFirst(countIn([part], members)) });
    }
  }
  return classes;
}

/** Short names of private members, by class: no class uses a name of those that it extends. */
function shortPrivates(classes, properties) {
  const below = (name) => (classes.has(name) ? below(classes.get(name).base) + classes.get(name).members.length : 0);
  return new Map(
    [...classes].map(([name, { base, members }]) => {
      const short = [...namesOf(PRIVATE)].slice(below(base));
      return [name, new Map(members.map((member, index) => [properties[member] ?? member, short[index]]))];
    }),
  );
}

/** Calls `visit` with each part of what Terser has parsed, and what is around it, the nearest last. */
function walk(node, visit) {
  const around = [];
  const each = (part, descend) => {
    visit(part, around);
    around.push(part);
    descend?.call(part);
    around.pop();
  };
  node._walk({ _visit: each, visit: each });
}

const isClass = ({ TYPE }) => /Class(Expression)?$/.test(TYPE);
const isMember = ({ TYPE }) => /^(ConciseMethod|ClassProperty|ObjectGetter|ObjectSetter)$/.test(TYPE);
/** As it was before the bundler had to tell it from others. */
const sourceName = (name) => name.replace(/^_+|\d+$/g, '');

/** The class whose `this` is meant here. */
function classAround(around) {
  const at = around.findLastIndex((node) => isClass(node));
  // Functions and methods of objects have a `this` of their own.
  const isElse = ({ TYPE }, index, inside) =>
    /^(Function|Defun)$/.test(TYPE) || (TYPE === 'Object' && isMember(inside[index + 1] ?? {}));
  if (at < 0 || around.slice(at + 1).some(isElse)) return undefined;
  // The bundler writes `var Session = class { … }`.
  return sourceName((around[at].name ?? around[at - 1].name)?.name ?? '');
}

/** @param privates short names by class */
function renamePrivates(ast, privates) {
  walk(ast, (node, around) => {
    const short = (name, of) => privates.get(of)?.get(name);
    // The object or, of static members, the class.
    const isOwn = (value) =>
      value?.TYPE === 'This' || (value?.TYPE === 'SymbolRef' && classAround(around) === sourceName(value.name));
    if (node.TYPE === 'Dot') {
      const { expression, property } = node;
      if (isOwn(expression)) node.property = short(property, classAround(around)) ?? property;
    } else if (node.TYPE === 'VarDef' && isOwn(node.value) && node.name.TYPE === 'Destructuring') {
      for (const one of node.name.names) one.key = short(one.key, classAround(around)) ?? one.key;
    } else if (isMember(node) && isClass(around.at(-1))) {
      const { key } = node;
      const name = typeof key === 'string' ? key : key.name;
      const renamed = short(name, classAround(around));
      if (renamed && typeof key === 'string') node.key = renamed;
      else if (renamed) key.name = renamed;
    }
  });
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

/** Every scope with what is declared in it, the outer ones first. */
function scopesOf(ast) {
  const scopes = [];
  walk(ast, (node) => {
    for (const scope of [node, node.block_scope]) if (scope?.variables instanceof Map) scopes.push(scope);
  });
  return new Set(scopes);
}

/**
 * Gives variables their names, and what is imported those that it has in its file.
 *
 * @param {Map<object, string>} imported names, by Terser's definition @param {Set<string>} taken names that other files export
 */
function nameVariables(ast, imported, taken) {
  /** Of what is taken out of an object: its name there. */
  const keys = new Map();
  walk(ast, (node) => {
    if (node.TYPE !== 'Destructuring' || node.is_array) return;
    for (const { key, value } of node.names) {
      const variable = value?.TYPE === 'DefaultAssign' ? value.left : value;
      if (typeof key === 'string' && key.length === 1 && variable?.definition) keys.set(variable.definition(), key);
    }
  });
  for (const [definition, name] of imported) definition.mangled_name = name;
  for (const scope of scopesOf(ast)) {
    const isTop = scope === ast;
    const isFree = (name, definition) =>
      !(isTop && taken.has(name)) &&
      [...scope.enclosed, ...scope.variables.values()].every(
        (one) => one === definition || (one.mangled_name ?? (one.undeclared ? one.name : '')) !== name,
      );
    const unnamed = () =>
      // Every function has `arguments`.
      [...scope.variables.values()].filter(
        (one) => !one.mangled_name && !one.undeclared && one.scope === scope && one.name !== 'arguments',
      );
    if (isTop) {
      const often = unnamed().sort((a, b) => b.references.length - a.references.length);
      for (const one of often) one.mangled_name = [...namesOf(FREQUENT + CAPITALS)].find((name) => isFree(name, one));
      continue;
    }
    for (const one of unnamed()) if (keys.has(one) && isFree(keys.get(one), one)) one.mangled_name = keys.get(one);
    for (const one of unnamed()) one.mangled_name = [...namesOf(FREQUENT + CAPITALS)].find((name) => isFree(name, one));
  }
}

/** The declarations of everything that is named, in the order of the text. */
function declarationsIn(ast) {
  const found = [];
  walk(ast, (node) => {
    // Once it is parsed again, `NaN` is a name too.
    if (node.thedef && node.thedef.name !== 'NaN') found.push(node.thedef);
  });
  return found;
}

/** Whether every name means in the code what it meant before. @param parsed the code, parsed again */
function checkNames(before, parsed, path) {
  parsed.figure_out_scope({ module: true, toplevel: true });
  const after = declarationsIn(parsed);
  if (after.length !== before.length) throw new Error(`${path} has ${after.length} names, not ${before.length}.`);
  const [there, back] = [new Map(), new Map()];
  before.forEach((one, index) => {
    const other = after[index];
    if ((there.get(one) ?? other) !== other || (back.get(other) ?? one) !== one)
      throw new Error(`${path}: ${one.name} is called ${other.name}, as something else is.`);
    there.set(one, other);
    back.set(other, one);
  });
}

const compress = { passes: 2, unsafe_arrows: true, pure_getters: true, unsafe: true, lhs_constants: false };
const syntaxTree = { format: { ast: true, code: false }, mangle: false };

/**
 * @param {{ path: string, text: string, map: string }[]} files what the bundler has written, with the names of the sources
 * @param {{
 *   messages: Record<string, string>, properties: Record<string, string>, classes: ReturnType<typeof privateMembers>, loaded: string[]
 * }} known short names of messages and properties, private members, and the names of what import() gives
 * @returns {Promise<{ path: string, code: string, map: string }[]>}
 */
export async function minifyWidget(files, { messages, properties, classes, loaded }) {
  const { minify } = await import('terser');
  /** What each file calls what it exports, by its name in the sources. */
  const names = new Map();
  const taken = new Set();
  const minified = [];
  const entries = shortNames(loaded);
  const privates = shortPrivates(classes, properties);
  for (const { path, text, map } of inOrder(joinPassing(files.map((file) => ({ ...file }))))) {
    const parsed = await minify(text, { parse: {}, compress: false, ...syntaxTree });
    rename(parsed.ast, messages, entries);
    renamePrivates(parsed.ast, privates);
    const { ast } = await minify(parsed.ast, { module: true, ecma: 2020, compress, ...syntaxTree });
    ast.figure_out_scope({ module: true, toplevel: true });
    const imported = new Map();
    for (const statement of ast.body.filter(({ TYPE }) => TYPE === 'Import')) {
      const known = names.get(basename(statement.module_name.value));
      for (const { foreign_name: foreign, name: local } of statement.imported_names ?? []) {
        const { from, to } = known.get(foreign.name);
        foreign.name = to;
        imported.set(local.definition(), from);
      }
    }
    nameVariables(ast, imported, taken);
    const declarations = declarationsIn(ast);
    const { code, map: smallMap } = await minify(ast, {
      module: true,
      compress: false,
      mangle: false,
      format: { comments: false, ecma: 2020 },
      sourceMap: { content: map, filename: basename(path) },
    });
    const again = await minify(code, { parse: {}, compress: false, ...syntaxTree });
    checkNames(declarations, again.ast, basename(path));
    const [all, list] = exportsOf(code) ?? ['', ''];
    const exported = pairs(list).map(([from, name]) => ({ name, from, to: entries[name] ?? from }));
    for (const { from } of exported) taken.add(from);
    names.set(basename(path), new Map(exported.map((one) => [one.name, one])));
    const short = exported.map(({ from, to }) => (from === to ? to : `${from} as ${to}`));
    if (new Set(exported.map(({ to }) => to)).size < exported.length)
      throw new Error(`Two exports of ${path} have one name: ${short}`);
    minified.push({
      path,
      code: list ? `${code.slice(0, code.length - all.length)}export{${short.join(',')}};` : code,
      map: smallMap,
    });
  }
  return minified;
}
