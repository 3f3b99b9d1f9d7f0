/**
 * Loads a bundled program with the code that V8 compiled when it was built (decision records 0028 and 0039). Run by itself,
 * `load-program.cjs <program>` makes that code.
 */
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { createRequire, enableCompileCache, wrap } = require('node:module');
const { join } = require('node:path');
const v8 = require('node:v8');
const { Script } = require('node:vm');

// Collect garbage once the heap has grown by half; by default V8 waits until it is four times what is alive. Set before
// anything is compiled, since V8 takes code only with the flags that it was made with.
v8.setFlagsFromString('--heap-growing-percent=50');

const fileOf = (name) => join(__dirname, `${name}.js`);
const codeOf = (name) => join(__dirname, `${name}.${process.versions.v8}.code`);

/** Where V8 refuses the code (`cachedDataRejected`), it compiles the program as any other file. */
function compile(name) {
  // The bundler writes ASCII only.
  return new Script(wrap(readFileSync(fileOf(name), 'latin1')), {
    // As stack traces show it. It is part of the code, which is made in another folder than it is used in.
    filename: `dist/programs/${name}.js`,
    cachedData: existsSync(codeOf(name)) ? readFileSync(codeOf(name)) : undefined,
    importModuleDynamically: (name) => import(name),
  });
}

function evaluate(name, script) {
  const program = { exports: {} };
  const require = createRequire(fileOf(name));
  script.runInThisContext().call(program.exports, program.exports, require, program, fileOf(name), __dirname);
  return program.exports;
}

exports.compile = compile;

/** What the program offers: `modules` and a function for each of its entries. */
exports.load = (name) => {
  if (existsSync(codeOf(name))) return evaluate(name, compile(name));
  // Built by another version of Node. Since 22.1 Node can keep compiled code itself, for one user and in a folder that it may write.
  enableCompileCache?.(join(__dirname, 'compile-cache'));
  return require(fileOf(name));
};

if (require.main === module) {
  const [, , name] = process.argv;
  const script = compile(name);
  evaluate(name, script).modules();
  writeFileSync(codeOf(name), script.createCachedData());
}
