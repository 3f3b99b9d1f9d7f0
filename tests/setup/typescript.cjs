/**
 * Lets a process of a test run TypeScript: `fork(file, { execArgv: ['--require', TYPESCRIPT] })`. Compiled as by tools/build.mjs,
 * file by file, when they are loaded.
 */
const { join } = require('node:path');
const { transformFileSync } = require('@swc/core');

const root = join(__dirname, '../..');
const libraries = ['contracts', 'platform', 'ui'].map((name) => [`@afterword/${name}`, [`./libs/${name}/src/index`]]);
const jsc = { baseUrl: root, paths: Object.fromEntries([...libraries, ['@afterword/testing/*', ['./tests/setup/*']]]) };

require.extensions['.ts'] = (module, file) => {
  module._compile(transformFileSync(file, { cwd: root, jsc, sourceMaps: 'inline' }).code, file);
};
