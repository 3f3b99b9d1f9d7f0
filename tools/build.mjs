/**
 * Builds dist/ with SWC (services, command line, benchmarks) and esbuild (the widget), only when a source changed.
 * The stamp is a hash over every source and the lockfile, so a pulled commit or a changed dependency builds again.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { isMain, root } from './root.mjs';
import { fail } from './run.mjs';

const dist = join(root, 'dist');
const widgetEntry = 'apps/widget/src/embed.ts';
const playgroundEntry = 'apps/widget/src/playground/playground.ts';
const libraries = ['contracts', 'platform', 'ui'];
const indexOf = (library) => `./libs/${library}/src/index`;

/** Resolves to whether there was anything to build. */
export async function build() {
  const sources = (await Promise.all(['apps', 'libs', 'bench'].map(sourcesBelow))).flat().sort();
  const stamp = await hashOf([...sources, '.swcrc', 'package-lock.json', 'tools/build.mjs']);
  if ((await readFile(join(dist, '.stamp'), 'utf8').catch(() => '')) === stamp) return false;

  // Built elsewhere and moved to its place whole: a build that fails or is interrupted leaves the last one as it was.
  const cache = join(root, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const workshop = await mkdtemp(join(cache, 'build-'));
  const out = join(workshop, 'dist');
  try {
    await mkdir(out);
    await Promise.all(sources.filter((file) => !file.startsWith('apps/widget/')).map((file) => compile(file, out)));
    if (existsSync(join(root, widgetEntry))) await buildWidget(out);
    await writeFile(join(out, '.stamp'), stamp);
    if (existsSync(dist)) await rename(dist, join(workshop, 'old'));
    await rename(out, dist);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  return true;
}

const paths = Object.fromEntries(libraries.map((library) => [`@afterword/${library}`, [indexOf(library)]]));

async function compile(file, out) {
  const target = join(out, file.replace(/\.tsx?$/, '.js'));
  await mkdir(dirname(target), { recursive: true });
  if (!/\.tsx?$/.test(file)) return copyFile(join(root, file), target);
  const { transformFile } = await import('@swc/core');
  const { code, map } = await transformFile(join(root, file), { cwd: root, jsc: { baseUrl: root, paths } });
  await writeFile(target, `${code}\n//# sourceMappingURL=${basename(target)}.map\n`);
  await writeFile(`${target}.map`, map);
}

/**
 * Puts the languages where the widget fetches them. One hash of all of them is in every name: the widget then says it once, and
 * whoever reads one language fetches one file.
 */
async function copyLanguages(target) {
  const from = 'libs/ui/src/languages';
  const files = (await readdir(join(root, from))).sort();
  const hash = (await hashOf(files.map((file) => join(from, file)))).slice(0, 8).toUpperCase();
  await mkdir(target, { recursive: true });
  for (const file of files) {
    const language = JSON.parse(await readFile(join(root, from, file), 'utf8'));
    await writeFile(join(target, `lang-${basename(file, '.json')}-${hash}.json`), JSON.stringify(language));
  }
  return { tags: files.map((file) => basename(file, '.json')), hash };
}

/** How the widget is bundled, for a script tag and as a package. */
export const widgetOptions = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  // Everything is said here: tsconfig.json is for the type checker, and no change of it needs a build.
  tsconfigRaw: {},
  alias: {
    ...Object.fromEntries(libraries.map((library) => [`@afterword/${library}`, join(root, indexOf(library))])),
    // The components are Preact's for the server; the browser shows them with less (docs/decisions).
    'preact/jsx-runtime': join(root, 'apps/widget/src/render/jsx-runtime.ts'),
  },
  jsx: 'automatic',
  jsxImportSource: 'preact',
  entryNames: '[name]',
  logLevel: 'warning',
};

async function buildWidget(out) {
  const languages = await copyLanguages(join(out, 'widget/embed'));
  const esbuild = await import('esbuild');
  await esbuild.build({
    ...widgetOptions,
    entryPoints: { embed: widgetEntry },
    outdir: join(out, 'widget'),
    // Named by a header instead of a comment: a reader's browser has no use for either.
    sourcemap: 'external',
    define: { AFTERWORD_LANGUAGES: JSON.stringify(languages) },
    chunkNames: 'embed/[name]-[hash]',
  });
  await buildPlayground(esbuild, out);
  // Its compiler is a process of its own, which would stay beside whatever we start next.
  await esbuild.stop();
}

/** The script of the page on which the widget's options are tried; no part of the widget. */
async function buildPlayground(esbuild, out) {
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [playgroundEntry],
    outfile: join(out, 'widget/playground.js'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    tsconfigRaw: {},
    logLevel: 'warning',
  });
}

/** The files to build, named from the root. A type declaration or a spec is no part of what runs. */
async function sourcesBelow(folder) {
  // The image is built without the benchmarks.
  if (!existsSync(join(root, folder))) return [];
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.spec\.tsx?$|\.d\.ts$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => file.split('/').includes('src'));
}

async function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(await readFile(join(root, file)));
  return hash.digest('hex');
}

if (isMain(import.meta.url)) {
  await build().then((built) => console.log(built ? 'Built dist/.' : 'dist/ is up to date.'), fail);
}
