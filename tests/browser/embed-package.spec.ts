import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin, stop } from 'esbuild';
import type { Page } from 'playwright-core';
import { compileScript, parse } from 'vue/compiler-sfc';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { startStaticSite, type StaticSite } from '@afterword/testing/static-site';

const root = resolve(__dirname, '../..');
const run = promisify(execFile);
const tsc = join(root, 'node_modules/typescript/bin/tsc');

/** What somebody who installs the package writes; each line that expects an error has one, or does not compile. */
const CONSUMER = `
import { defineElements, type AfterwordEventMap } from '@afterword/embed';
const ready: Promise<void> = defineElements({ service: 'https://talk.example' });
// @ts-expect-error the service has to be named
void defineElements({});
const bar: HTMLElement = document.createElement('afterword-bar');
const thread: HTMLElement | null = document.querySelector('afterword-thread');
document.addEventListener('afterword:comment', ({ detail }) => detail.comment.id.toUpperCase());
bar.addEventListener('afterword:reward', ({ detail }) => detail.amount.toFixed());
// @ts-expect-error an amount is a number
bar.addEventListener('afterword:reward', ({ detail }) => detail.amount.toUpperCase());
export const seen: [typeof ready, typeof thread, AfterwordEventMap['afterword:share']['detail']['url']] | null = null;
`;

const CONSUMER_REACT = `
import type {} from '@afterword/embed/react';
export const good = <afterword-thread site="demo" page="a" title="A" className="comments" sso={undefined} />;
export const count = <afterword-count site="demo" metric="like">–</afterword-count>;
// @ts-expect-error a site has to be named
export const nameless = <afterword-bar page="a" />;
// @ts-expect-error a bar counts nothing
export const counting = <afterword-bar site="demo" metric="like" />;
`;

const CONSUMER_VUE = `
import type {} from '@afterword/embed/vue';
import type { GlobalComponents } from 'vue';
type Props = InstanceType<GlobalComponents['afterword-thread']>['$props'];
export const good: Props = { site: 'demo', page: 'a', class: 'comments', 'onAfterword:comment': ({ detail }) => detail.comment.id };
// @ts-expect-error a site has to be named
export const nameless: Props = { page: 'a' };
`;

/** A single-file component, as Vue's own plugins for bundlers compile it. */
const vueFiles: Plugin = {
  name: 'vue-files',
  setup(bundle) {
    bundle.onLoad({ filter: /\.vue$/ }, async ({ path }) => {
      const { descriptor } = parse(await readFile(path, 'utf8'), { filename: path });
      const compilerOptions = { isCustomElement: (tag: string) => tag.startsWith('afterword-') };
      const { content } = compileScript(descriptor, {
        id: 'x',
        inlineTemplate: true,
        templateOptions: { compilerOptions },
      });
      return { contents: content, loader: 'ts' };
    });
  },
};

/** The first example in this language that comes after these words in docs/embed.md. */
async function example(after: string, language: string): Promise<string> {
  const text = (await readFile(join(root, 'docs/embed.md'), 'utf8')).split(after)[1] ?? '';
  const [, code] = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(text) ?? [];
  if (code === undefined) throw new Error(`docs/embed.md has no ${language} example after ${after}`);
  return code;
}

describeInBrowser('the package', () => {
  let folder: string;
  let service: RunningEngagement;
  let publisher: StaticSite;
  let browser: TestBrowser;

  /** Each page of the publisher's is one bundle. */
  const html = (name: string, body: string) =>
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${name}</title><body>${body}<script type="module" src="/${name}.js"></script></body></html>`;
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  const here = (code: string) => code.replaceAll('ENGAGEMENT_URL', service.url);

  beforeAll(async () => {
    folder = await mkdtemp(join(root, 'dist/consumer-'));
    await mkdir(join(folder, 'public'));
    [service, browser, publisher] = await Promise.all([
      startEngagement(),
      openBrowser(),
      startStaticSite(join(folder, 'public')),
    ]);
    await service.api.site(ADMIN_TOKEN, { id: 'demo', origins: [publisher.origin] });
    await run(process.execPath, [join(root, 'tools/build-embed.mjs')]);
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: join(root, 'libs/embed'),
    });
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    await write('package.json', '{"type":"module","private":true}');
    await run('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', join(folder, filename)], {
      cwd: folder,
    });
    await writePages();
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([service.stop(), publisher.close()]);
    await stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function writePages(): Promise<void> {
    await write('consumer.ts', CONSUMER);
    await write('consumer-react.tsx', CONSUMER_REACT);
    await write('consumer-vue.ts', CONSUMER_VUE);
    await write('plain.ts', here(await example('## With a bundler', 'ts')));
    await write('Comments.tsx', here(await example('**React**', 'tsx')));
    await write('Comments.vue', here(await example('**Vue**', 'vue')));
    await write(
      'react.tsx',
      `import { useState } from 'react';
       import { createRoot } from 'react-dom/client';
       import { Comments } from './Comments';
       function App() {
         const [page, setPage] = useState('react-1');
         const [heard, hear] = useState('');
         return <><button onClick={() => setPage('react-2')}>Next</button><p id="heard">{heard}</p><Comments page={page} title="T" onComment={hear} /></>;
       }
       createRoot(document.getElementById('app')!).render(<App />);`,
    );
    await write(
      'server.tsx',
      `import { renderToString } from 'react-dom/server';
       import { defineElements } from '@afterword/embed';
       import { Comments } from './Comments';
       await defineElements({ service: 'https://talk.example' });
       console.log(renderToString(<Comments page="a" title="A" onComment={() => undefined} />));`,
    );
    await write(
      'vue.ts',
      `import { createApp, h, ref } from 'vue';
       import Comments from './Comments.vue';
       const [page, heard] = [ref('vue-1'), ref('')];
       createApp({ render: () => [h('button', { onClick: () => (page.value = 'vue-2') }, 'Next'), h('p', { id: 'heard' }, heard.value),
         h(Comments, { page: page.value, title: 'T', onComment: (id) => (heard.value = id) })] }).mount('#app');`,
    );
    const outdir = join(folder, 'public');
    const options = { bundle: true, format: 'esm', jsx: 'automatic', logLevel: 'silent', tsconfigRaw: {} } as const;
    const define = {
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
    };
    const entryPoints = ['plain.ts', 'react.tsx', 'vue.ts'].map((name) => join(folder, name));
    await build({ ...options, define, entryPoints, outdir, splitting: true, plugins: [vueFiles] });
    await build({
      ...options,
      entryPoints: [join(folder, 'server.tsx')],
      outdir: folder,
      platform: 'node',
      packages: 'external',
    });
    const elements =
      '<afterword-bar site="demo" page="plain"></afterword-bar><afterword-thread site="demo" page="plain" lang="de"></afterword-thread>';
    await write('public/plain.html', html('plain', elements));
    for (const name of ['react', 'vue']) await write(`public/${name}.html`, html(name, '<div id="app"></div>'));
  }

  it.each([
    ['nodenext', 'nodenext'],
    ['bundler', 'es2022'],
  ])('brings types of elements, events, JSX and templates, with %s', async (moduleResolution, module) => {
    const project = join(folder, `tsconfig-${moduleResolution}.json`);
    const compilerOptions = {
      moduleResolution,
      module,
      target: 'es2022',
      lib: ['es2023', 'dom', 'dom.iterable'],
      jsx: 'react-jsx',
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      // Ours are checked once, with everything that they stand on.
      skipLibCheck: moduleResolution === 'nodenext',
      types: [],
    };
    const files = ['consumer.ts', 'consumer-react.tsx', 'consumer-vue.ts', 'plain.ts', 'Comments.tsx'];
    await writeFile(project, JSON.stringify({ compilerOptions, files }));
    const complaints = await run(process.execPath, [tsc, '--project', project]).then(
      () => '',
      (error: unknown) => (error as { stdout: string }).stdout,
    );
    expect(complaints).toBe('');
  });

  it('can be imported and called on a server, where it does nothing', async () => {
    const { stdout } = await run(process.execPath, [join(folder, 'server.js')]);
    expect(stdout.trim()).toBe('<afterword-thread site="demo" page="a" title="A"></afterword-thread>');
  });

  it('depends on nothing, and has nothing in it but the widget', async () => {
    const installed = await readdir(join(folder, 'node_modules'));
    expect(installed.filter((name) => !name.startsWith('.'))).toEqual(['@afterword']);
    const files = await readdir(join(folder, 'node_modules/@afterword/embed'));
    expect(files.sort()).toEqual(['README.md', 'dist', 'index.d.ts', 'package.json', 'react.d.ts', 'vue.d.ts']);
  });

  async function open(name: string): Promise<{ page: Page; asked: string[]; complaints: string[] }> {
    const page = await browser.context.newPage();
    const [asked, complaints]: [string[], string[]] = [[], []];
    page.on('request', (request) => {
      if (request.url().startsWith(service.url)) asked.push(new URL(request.url()).pathname);
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // A browser asks the publisher for an icon, which is none of ours.
      if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico'))
        complaints.push(message.text());
    });
    await page.goto(`${publisher.origin}/${name}.html`);
    return { page, asked, complaints };
  }

  it('works in a bundle, in every language, and asks the service for data alone', async () => {
    const { page, asked, complaints } = await open('plain');
    await page.getByRole('button', { name: 'Like 0' }).click();
    await page.getByRole('button', { name: 'Like 1' }).waitFor();
    await page.getByRole('textbox', { name: 'Kommentar' }).fill('Aus einem Bündel');
    await page.getByRole('button', { name: 'Absenden' }).click();
    await page.getByRole('article').getByText('Aus einem Bündel').waitFor();
    expect(asked.filter((path) => !path.startsWith('/v1/'))).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it.each(['react', 'vue'])('works in %s by the example of the documentation', async (name) => {
    const { page, complaints } = await open(name);
    await page.getByRole('textbox', { name: 'Comment' }).fill(`Hello from ${name}`);
    await page.getByRole('button', { name: 'Post' }).click();
    const comment = page.getByRole('article').filter({ hasText: `Hello from ${name}` });
    await comment.waitFor();
    await page
      .locator('#heard')
      .getByText(/^[0-9a-f-]{36}$/)
      .waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('No comments yet').waitFor();
    await comment.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await page.close();
  });
});
