/** Builds libs/embed as a package: the widget's elements as ES modules, with every language, in libs/embed/dist. */
import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { widgetOptions } from './build.mjs';
import { root } from './root.mjs';
import { fail } from './run.mjs';

const languages = join(root, 'libs/ui/src/languages');

/** The widget fetches a language from the service; the package brings its own, so that the two may be of different versions. */
const ownLanguages = {
  name: 'own-languages',
  setup(build) {
    build.onLoad({ filter: /\/language-source\.ts$/ }, async () => {
      const tags = (await readdir(languages)).map((file) => basename(file, '.json')).sort();
      const files = tags.map((tag) => `${JSON.stringify(tag)}: () => import('./${tag}.json')`);
      const contents = `const files = {${files.join(',')}};
        export const languageTags = Object.keys(files);
        // English is built in for the first view.
        const english = {
          lang: () =>
            Promise.all([import('../live-messages'), import('../action-messages')]).then(
              ([{ liveMessages }, { actionMessages }]) => ({ default: { ...liveMessages, ...actionMessages } }),
            ),
          menu: () => import('../menu-messages').then(({ menuMessages }) => ({ default: menuMessages })),
        };
        export const loadLanguage = async (tag, base, part = 'lang') => (await (files[tag] ?? english[part])()).default;`;
      return { contents, loader: 'js', resolveDir: languages };
    });
  },
};

try {
  const outdir = join(root, 'libs/embed/dist');
  await rm(outdir, { recursive: true, force: true });
  const esbuild = await import('esbuild');
  await esbuild.build({
    ...widgetOptions,
    entryPoints: { index: 'apps/widget/src/package/index.ts' },
    outdir,
    // A service that the package's user names is all there is; a bundler may not know what this would be.
    define: { 'import.meta.url': '"about:blank"' },
    chunkNames: '[name]-[hash]',
    charset: 'utf8',
    plugins: [ownLanguages],
  });
} catch (error) {
  fail(error);
}
