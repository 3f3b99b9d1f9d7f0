/**
 * Loads a bundled program with the code that V8 made for it when it was built. Started itself, it makes that code. Where V8
 * refuses it (another version of Node), the bundle is compiled as any other file.
 */
const { readFileSync, writeFileSync } = require('node:fs');
const { createRequire, wrap } = require('node:module');
const { join } = require('node:path');
const v8 = require('node:v8');
const { Script } = require('node:vm');

// By itself V8 collects garbage when the heap is four times what is alive. Set before anything is compiled: code is kept
// for one set of flags.
v8.setFlagsFromString('--heap-growing-percent=50');

const fileOf = (name) => join(__dirname, `${name}.js`);
const codeOf = (name) => join(__dirname, `${name}.code`);

function compile(name) {
  // The bundler writes ASCII only.
  return new Script(wrap(readFileSync(fileOf(name), 'latin1')), {
    // As stack traces show it. It is part of the code, which is made in another folder than it is used in.
    filename: `dist/programs/${name}.js`,
    cachedData: contentsOf(codeOf(name)),
    importModuleDynamically: (name) => import(name),
  });
}

function contentsOf(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** What the program offers: `main`, `cli` and `modules`. */
function evaluate(name, script) {
  const program = { exports: {} };
  const require = createRequire(fileOf(name));
  script.runInThisContext().call(program.exports, program.exports, require, program, fileOf(name), __dirname);
  return program.exports;
}

exports.compile = compile;
exports.load = (name) => evaluate(name, compile(name));

if (require.main === module) {
  const [, , name] = process.argv;
  const script = compile(name);
  evaluate(name, script).modules();
  writeFileSync(codeOf(name), script.createCachedData());
}
