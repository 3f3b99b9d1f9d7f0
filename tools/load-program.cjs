/**
 * Loads a bundled service with the code that V8 made for it when it was built. Started itself, it makes that code. Where V8
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

const fileOf = (service) => join(__dirname, `${service}.js`);
const codeOf = (service) => join(__dirname, `${service}.code`);

function compile(service) {
  // The bundler writes ASCII only.
  return new Script(wrap(readFileSync(fileOf(service), 'latin1')), {
    // As stack traces show it. It is part of the code, which is made in another folder than it is used in.
    filename: `dist/programs/${service}.js`,
    cachedData: contentsOf(codeOf(service)),
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
function evaluate(service, script) {
  const program = { exports: {} };
  const require = createRequire(fileOf(service));
  script.runInThisContext().call(program.exports, program.exports, require, program, fileOf(service), __dirname);
  return program.exports;
}

exports.compile = compile;
exports.load = (service) => evaluate(service, compile(service));

if (require.main === module) {
  const [, , service] = process.argv;
  const script = compile(service);
  evaluate(service, script).modules();
  writeFileSync(codeOf(service), script.createCachedData());
}
