/**
 * Builds dist/ with SWC (services, command line, benchmarks) and esbuild (the widget), only when a source changed.
 * The stamp is a hash over every source and the lockfile, so a pulled commit or a changed dependency builds again.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gunzipSync } from 'node:zlib';
import { bundlePrograms } from './bundle.mjs';
import { minifyWidget, privateMembers, shortMessages, shortProperties } from './minify-widget.mjs';
import { isMain, root } from './root.mjs';
import { fail } from './run.mjs';

const dist = join(root, 'dist');
const widgetEntry = 'apps/widget/src/embed.ts';
const playgroundEntry = 'apps/widget/src/playground/playground.ts';
const consoleFolder = 'apps/console/src';
const guideFolder = 'apps/guide/src';
const libraries = ['contracts', 'platform', 'ui'];
const indexOf = (library) => `./libs/${library}/src/index`;

/** Whether dist/ was made of the sources as they are. */
export const isBuilt = async () => (await builtOf()) === (await stampOf(await allSources()));

/** Resolves to whether there was anything to build. */
export async function build() {
  const sources = await allSources();
  const stamp = await stampOf(sources);
  if ((await builtOf()) === stamp) return false;

  // Built elsewhere and moved to its place whole: a build that fails or is interrupted leaves the last one as it was.
  const cache = join(root, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const workshop = await mkdtemp(join(cache, 'build-'));
  const out = join(workshop, 'dist');
  try {
    await mkdir(out);
    const files = sources.filter((file) => !/^apps\/(widget|console)\//.test(file));
    // A process may have 1,024 files open, where nobody has said otherwise.
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let file = files.pop(); file !== undefined; file = files.pop()) await compile(file, out);
      }),
    );
    if (existsSync(join(root, widgetEntry))) await buildWidget(out);
    await buildGuide(out);
    await bundlePrograms(out);
    // The bundler is a process of its own, which would stay beside whatever we start next.
    await (await import('esbuild')).stop();
    await writeFile(join(out, '.stamp'), stamp);
    if (existsSync(dist)) await rename(dist, join(workshop, 'old'));
    await rename(out, dist);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  return true;
}

const allSources = async () => (await Promise.all(['apps', 'libs', 'bench'].map(sourcesBelow))).flat().sort();

const builtOf = () => readFile(join(dist, '.stamp'), 'utf8').catch(() => '');

const stampOf = async (sources) =>
  hashOf([
    ...sources,
    ...(await docs()),
    '.swcrc',
    'apps/widget/short-names.json',
    'package-lock.json',
    ...['build.mjs', 'bundle.mjs', 'load-program.cjs', 'minify-widget.mjs'].map((tool) => join('tools', tool)),
  ]);

/** Files that are compiled at the same time. */
const AT_ONCE = 64;

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
async function copyLanguages(out) {
  const target = join(out, 'widget/embed');
  const from = 'libs/ui/src/languages';
  const files = (await readdir(join(root, from))).sort();
  const sources = [
    ...['live', 'action', 'menu'].map((part) => `libs/ui/src/${part}-messages.ts`),
    ...files.map((file) => join(from, file)),
    'tools/minify-widget.mjs',
  ];
  const hash = (await hashOf(sources)).slice(0, 8).toUpperCase();
  await mkdir(target, { recursive: true });
  const messagesIn = createRequire(import.meta.url);
  const { liveMessages } = messagesIn(join(out, 'libs/ui/src/live-messages.js'));
  const { actionMessages } = messagesIn(join(out, 'libs/ui/src/action-messages.js'));
  const { menuMessages } = messagesIn(join(out, 'libs/ui/src/menu-messages.js'));
  const { messages } = messagesIn(join(out, 'libs/ui/src/messages.js'));
  const english = { ...messages, ...liveMessages, ...actionMessages, ...menuMessages };
  const short = shortMessages(Object.keys(english));
  const write = async (tag, words) => {
    for (const part of ['lang', 'menu']) {
      const entries = Object.entries(words).filter(([key]) => key in menuMessages === (part === 'menu'));
      await writeFile(
        join(target, `${part}-${tag}-${hash}.json`),
        JSON.stringify(Object.fromEntries(entries.map(([key, text]) => [short[key] ?? key, text]))),
      );
    }
  };
  for (const file of files)
    await write(basename(file, '.json'), JSON.parse(await readFile(join(root, from, file), 'utf8')));
  // English is built in for the first view.
  await write('en', { ...liveMessages, ...actionMessages, ...menuMessages });
  return { languages: { tags: files.map((file) => basename(file, '.json')), hash }, short };
}

/** Compression looks back 32 kB. What is written alike, styles above all, comes one after the other: a tenth of a kilobyte in each file. */
export const like = {
  live: [
    'apps/widget/src/actions/styles',
    'libs/ui/src/composer-styles',
    'libs/ui/src/live-styles',
    'apps/widget/src/actions/explain',
    'apps/widget/src/live/mentions',
    'apps/widget/src/actions/proof',
  ],
  src: [
    'libs/ui/src/base-styles',
    'libs/ui/src/thread-styles',
    'libs/ui/src/bar',
    'libs/ui/src/notice',
    'libs/ui/src/thread',
  ],
};

/** Custom properties of the widget's own stylesheets, and what they are called in its files. */
const ownProperties = {
  '--_rem': '--_rem',
  '--_paper': '--_p',
  '--_card': '--_c',
  '--_ink': '--_i',
  '--_ink-2': '--_j',
  '--_line': '--_l',
  '--_accent': '--_a',
  '--_accent-wash': '--_b',
  '--_gold': '--_g',
  '--_gold-wash': '--_h',
  '--_focus': '--_f',
  '--_serif': '--_s',
  '--_sans': '--_t',
  '--_primary': '--_q',
  '--_primary-text': '--_x',
  '--_radius': '--_r',
  '--_round': '--_o',
  '--_small': '--_m',
};

/**
 * Makes the files fewer and smaller. What is loaded on use imports the whole entry, not the parts of it that it needs: a bundler
 * makes one file of what both reach, and one file is two kilobytes smaller than three that share fewer words.
 */
const smallFiles = {
  name: 'small-files',
  setup({ onLoad }) {
    // Each comes after what it needs: a menu is opened in a live thread.
    const before = {
      live: [],
      menu: ['live'],
      staff: ['live', 'menu'],
    };
    const alike = (path) => (like[basename(dirname(path))] ?? []).map((file) => `import '${join(root, file)}';`);
    onLoad({ filter: /apps\/widget\/src\/(live|menu|staff)\/index\.ts$/ }, async ({ path }) => ({
      contents: [
        ...['define', ...before[basename(dirname(path))]].map((part) => `import '../${part}';`),
        ...alike(path),
        await readFile(path, 'utf8'),
      ].join('\n'),
      loader: 'ts',
    }));
    onLoad({ filter: /apps\/widget\/src\/embed\.ts$/ }, async ({ path }) => ({
      contents: [...alike(path), await readFile(path, 'utf8')].join('\n'),
      loader: 'ts',
    }));
    // Stylesheets are written a rule a line, with properties that nobody else sets.
    onLoad({ filter: /styles\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8'))
        .replace(/`\n[^`]*`/g, (css) => css.replaceAll('\n', ''))
        .replace(/--_[\w-]+/g, (name) => {
          if (!ownProperties[name]) throw new Error(`${name} has no short name in tools/build.mjs.`);
          return ownProperties[name];
        }),
      loader: 'ts',
    }));
  },
};

/** How the widget is bundled, for a script tag and as a package. */
export const widgetOptions = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  charset: 'utf8',
  // Everything is said here: tsconfig.json is for the type checker, and no change of it needs a build.
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  alias: {
    ...Object.fromEntries(libraries.map((library) => [`@afterword/${library}`, join(root, indexOf(library))])),
  },
  plugins: [smallFiles],
  // The components are Preact's for the server; the browser shows them with less (docs/decisions).
  jsx: 'transform',
  jsxFactory: 'jsx',
  jsxFragment: 'Fragment',
  inject: [join(root, 'apps/widget/src/render/jsx-runtime.ts')],
  entryNames: '[name]',
  logLevel: 'warning',
};

async function buildWidget(out) {
  const shortNames = JSON.parse(await readFile(join(root, 'apps/widget/short-names.json'), 'utf8'));
  const { languages, short } = await copyLanguages(out);
  const esbuild = await import('esbuild');
  const isScript = (file) => /^(apps\/widget|libs\/ui)\/.*\.tsx?$/.test(file) && !file.includes('/playground/');
  const scripts = (await sourcesBelow('apps/widget'))
    .concat(await sourcesBelow('libs/ui'))
    .filter(isScript)
    .sort();
  const sources = await Promise.all(scripts.map((file) => readFile(join(root, file), 'utf8')));
  const properties = shortProperties(shortNames, sources);
  const { outputFiles } = await esbuild.build({
    ...widgetOptions,
    minify: false,
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
    entryPoints: { embed: widgetEntry },
    outdir: join(out, 'widget'),
    // Named by a header instead of a comment: a reader's browser has no use for either.
    sourcemap: 'external',
    define: { AFTERWORD_LANGUAGES: JSON.stringify(languages) },
    // Names that nothing outside the widget knows (apps/widget/src/short-names.spec.ts).
    mangleProps: new RegExp(`^(${shortNames.join('|')})$`),
    mangleCache: properties,
    chunkNames: 'embed/[name]-[hash]',
  });
  const textOf = (path) => outputFiles.find((file) => file.path === path).text;
  const files = outputFiles.map(({ path }) => path).filter((path) => path.endsWith('.js'));
  const small = await minifyWidget(
    files.map((path) => ({ path, text: textOf(path), map: textOf(`${path}.map`) })),
    { messages: short, properties, classes: privateMembers(sources), loaded: await loadedNames(esbuild) },
  );
  for (const { path, code, map } of small) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, code);
    await writeFile(`${path}.map`, map);
  }
  await buildPlayground(esbuild, out);
  await buildConsole(esbuild, out);
  for (const folder of ['widget', 'widget/embed', 'console']) await compressFiles(join(out, folder));
}

/**
 * Writes each file compressed as well as it can be, once and for everybody who loads it: Brotli at its best, and gzip by Zopfli, which
 * makes three hundredths less than `gzip -9` (docs/decisions/0127). Services send them as they are (`built-files`).
 */
async function compressFiles(folder) {
  const { default: zopfli } = await import('@gfx/zopfli');
  for (const name of (await readdir(folder)).filter((name) => /\.(js|css|json)$/.test(name))) {
    const plain = await readFile(join(folder, name));
    const gzipped = Buffer.from(await zopfli.gzipAsync(plain, { numiterations: 300 }));
    if (!gunzipSync(gzipped).equals(plain)) throw new Error(`${name} is another file when it is unpacked.`);
    await writeFile(join(folder, `${name}.gz`), gzipped);
    await writeFile(join(folder, `${name}.br`), await promisify(brotliCompress)(plain));
  }
}

/** The names of what `import()` gives. */
async function loadedNames(esbuild) {
  const { metafile } = await esbuild.build({
    ...widgetOptions,
    entryPoints: ['live', 'menu', 'staff'].map((part) => `apps/widget/src/${part}/index.ts`),
    outdir: join(root, 'dist'),
    entryNames: '[dir]/[name]',
    write: false,
    splitting: false,
    metafile: true,
    define: { AFTERWORD_LANGUAGES: '{}' },
  });
  return [...new Set(Object.values(metafile.outputs).flatMap((output) => output.exports))];
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

/** The console of moderators: a page, and a script and a style whose names hold a hash of their content. */
async function buildConsole(esbuild, out) {
  const folder = join(out, 'console');
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: { console: join(consoleFolder, 'console.tsx') },
    outdir: folder,
    entryNames: '[name]-[hash]',
    // Other languages, loaded by who reads them.
    chunkNames: '[name]-[hash]',
    splitting: true,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    charset: 'utf8',
    sourcemap: 'external',
    metafile: true,
    tsconfigRaw: {},
    jsx: 'automatic',
    jsxImportSource: 'preact',
    alias: Object.fromEntries(libraries.map((library) => [`@afterword/${library}`, join(root, indexOf(library))])),
    logLevel: 'warning',
  });
  const files = Object.keys(metafile.outputs).map((path) => basename(path));
  const first = firstLoad(metafile.outputs, (path) => /\/console-[^/]+\.js$/.test(path));
  const page = await readFile(join(root, consoleFolder, 'index.html'), 'utf8');
  const named = page.replace(
    /console\.(js|css)(?=")/g,
    (name, type) => files.find((file) => file.startsWith('console-') && file.endsWith(`.${type}`)) ?? name,
  );
  // What the script imports comes with it, not after it.
  const preloads = first.map((path) => `<link rel="modulepreload" href="/console/${basename(path)}" />`);
  await writeFile(join(folder, 'index.html'), named.replace('</head>', `  ${preloads.join('\n    ')}\n  </head>`));
}

/** The guide: `docs/` as pages (apps/guide). */
async function buildGuide(out) {
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [join(guideFolder, 'search.ts'), join(guideFolder, 'guide.css')],
    outdir: join(out, 'guide'),
    write: false,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    tsconfigRaw: {},
    logLevel: 'warning',
  });
  const [script, style] = ['.js', '.css'].map((type) => outputFiles.find(({ path }) => path.endsWith(type)).text);
  const { renderGuide } = createRequire(import.meta.url)(join(out, guideFolder, 'render-guide.js'));
  await renderGuide({ docs: join(root, 'docs'), out: join(out, 'guide'), style, script });
}

/** What the guide is made of. */
async function docs() {
  const files = await readdir(join(root, 'docs'), { recursive: true });
  return files
    .filter((file) => /\.(md|png|svg|webp)$/.test(file))
    .sort()
    .map((file) => join('docs', file));
}

/** What an entry imports before it runs, without the entry. */
function firstLoad(outputs, isEntry) {
  const found = new Set(Object.keys(outputs).filter(isEntry));
  for (const path of found)
    for (const { path: imported, kind } of outputs[path].imports) if (kind === 'import-statement') found.add(imported);
  return [...found].filter((path) => !isEntry(path));
}

/** The files to build, named from the root. Type declarations, specs and schema dumps are no part of what runs. */
async function sourcesBelow(folder) {
  // The image is built without the benchmarks.
  if (!existsSync(join(root, folder))) return [];
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.spec\.tsx?$|\.d\.ts$|^schema\.sql$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => file.split('/').includes('src'));
}

/** Every start asks. Through one buffer: with one for each of 2,000 files, some of that memory stays with `npm start` for months. */
async function hashOf(files) {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafeSlow(256 * 1_024);
  for (const file of files) {
    hash.update(file).update('\0');
    const opened = await open(join(root, file));
    try {
      for (;;) {
        const { bytesRead } = await opened.read(buffer, 0, buffer.length);
        if (bytesRead === 0) break;
        hash.update(buffer.subarray(0, bytesRead));
      }
    } finally {
      await opened.close();
    }
  }
  return hash.digest('hex');
}

if (isMain(import.meta.url)) {
  await build().then((built) => console.log(built ? 'Built dist/.' : 'dist/ is up to date.'), fail);
}
