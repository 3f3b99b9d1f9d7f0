const { Script } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** Files of packages, which nobody edits while tests run. */
const IN_A_PACKAGE = /[\\/]node_modules[\\/]/;

/** What a worker has compiled, by path: each spec file runs in a world of its own, but the code is the same. */
const compiled = new Map();
/** What a worker has transformed, by path. */
const transformed = new Map();

/**
 * Jest's runtime, which compiles each module once in a worker and not once for every spec file: half of the time that a short spec file takes.
 * Modules are loaded and run as always, for each spec file anew.
 */
module.exports = class CompilingOnce extends Runtime {
  constructor(...given) {
    super(...given);
    const { executor, transformCache } = this;
    if (typeof executor?.compile !== 'function' || !(transformCache?.transforms instanceof Map))
      throw new Error(
        'Jest has changed inside: adapt tests/setup/runtime.js, or take `runtime` out of jest.config.js.',
      );
    const [environment, compile] = [this._environment, executor.compile.bind(executor)];
    executor.compile = (source, path) => {
      const context = environment.getVmContext();
      if (context === null) return null;
      let known = compiled.get(path);
      if (known?.source !== source) {
        const start = `(function (${executor.injectedModuleParameters.join(', ')}) {`;
        try {
          // Places in the file stay what they are.
          const script = new Script(`${start}${source}\n})`, { filename: path, columnOffset: -start.length });
          compiled.set(path, (known = { source, script }));
        } catch {
          // Jest says what is wrong with it.
          return compile(source, path);
        }
      }
      return known.script.runInContext(context);
    };

    const transform = transformCache.transform.bind(transformCache);
    transformCache.transform = (path, options) => {
      if (!IN_A_PACKAGE.test(path) || options?.isInternalModule) return transform(path, options);
      const known = transformed.get(path);
      if (!known) {
        const code = transform(path, options);
        transformed.set(path, transformCache.transforms.get(path));
        return code;
      }
      transformCache.transforms.set(path, known);
      if (known.sourceMapPath) transformCache.sourceMaps.set(path, known.sourceMapPath);
      return known.code;
    };
  }
};
