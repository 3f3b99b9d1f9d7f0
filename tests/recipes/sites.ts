import { titledCode } from '@afterword/testing/titled-code';

/** A site that is built with something, with Afterword as its recipe in `docs/recipes` says. */
export interface RecipeSite {
  name: string;
  /** Packages of npm, with their versions. Without any it is built by a program that is installed. */
  packages: readonly string[];
  /** What there is of a site before it has comments, by path. */
  files: Record<string, string>;
  /** The recipe's own files, where a site has some of them already. */
  recipe: (code: Map<string, string>) => Map<string, string>;
  build: readonly [program: string, ...args: string[]];
  /** The folder of what is built. */
  out: string;
  /** A post, and where its title is. */
  post: string;
  /** A page that shows how many comments the post has. */
  list?: string;
}

const asIs = (code: Map<string, string>) => code;

export const HUGO: RecipeSite = {
  name: 'Hugo',
  packages: [],
  files: {
    'content/posts/first.md': '---\ntitle: The first & best\n---\nText of the post.\n',
    'layouts/_default/single.html':
      '<!doctype html><html lang="en"><head><title>{{ .Title }}</title></head><body><main><h1>{{ .Title }}</h1>{{ .Content }}{{ partial "afterword.html" . }}</main></body></html>',
    'layouts/_default/list.html':
      '<!doctype html><html lang="en"><head><title>Posts</title><script type="module" src="{{ site.Params.afterword.service }}/embed.js"></script></head><body>{{ range .Pages }}<h2>{{ .Title }}</h2>{{ partial "afterword-count.html" . }}{{ end }}</body></html>',
  },
  recipe: asIs,
  build: ['hugo', '--quiet'],
  out: 'public',
  post: '/posts/first/',
  list: '/posts/',
};

const ASTRO: RecipeSite = {
  name: 'Astro',
  packages: ['astro@5.18.2'],
  files: {
    'package.json': '{ "private": true, "type": "module" }',
    'src/pages/first.astro':
      '---\nimport { ClientRouter } from "astro:transitions";\nimport Comments from "../components/Comments.astro";\n---\n<html lang="en"><head><title>First</title><ClientRouter /></head><body><h1>First</h1><Comments page="first" title="First" /></body></html>',
  },
  recipe: asIs,
  build: ['npx', 'astro', 'build'],
  out: 'dist',
  post: '/first/',
};

const NEXT: RecipeSite = {
  name: 'Next.js',
  packages: ['next@16.4.6', 'react@19.3.1', 'react-dom@19.3.1'],
  files: {
    'package.json': '{ "private": true, "type": "module" }',
    'next.config.mjs': `export default { output: 'export', trailingSlash: true };`,
    'app/layout.jsx':
      'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }',
    'app/first/page.jsx':
      'import { Comments } from "../../components/comments";\nexport default function Post() { return <main><h1>First</h1><Comments page="first" title="First" /></main>; }',
  },
  recipe: asIs,
  build: ['npx', 'next', 'build'],
  out: 'out',
  post: '/first/',
};

const DOCUSAURUS: RecipeSite = {
  name: 'Docusaurus',
  packages: [
    '@docusaurus/core@3.10.2',
    '@docusaurus/preset-classic@3.10.2',
    '@mdx-js/react@3.1.1',
    'react@19.3.1',
    'react-dom@19.3.1',
  ],
  files: {
    'package.json': '{ "private": true }',
    'blog/2026-01-01-first.md':
      '---\nslug: first\ntitle: First\n---\nText of the post.\n\n<!-- truncate -->\n\nMore.\n',
    'src/pages/index.md': 'The front page.\n',
    'docs/intro.md': '---\ntitle: Intro\n---\nText.\n',
  },
  // The recipe's line is one of many in the configuration of a site.
  recipe: (code) =>
    new Map(code).set(
      'docusaurus.config.js',
      (code.get('docusaurus.config.js') ?? '').replace(
        'export default {',
        `export default { title: 'A site', url: 'https://site.example', baseUrl: '/', presets: [['classic', {}]],`,
      ),
    ),
  build: ['npx', 'docusaurus', 'build'],
  out: 'build',
  post: '/blog/first/',
};

/** Those that install hundreds of packages, and are built for a minute. */
export const LARGE_SITES = [ASTRO, NEXT, DOCUSAURUS];

/** The recipe's files, for an installation. */
export function recipeFiles({ name, recipe }: RecipeSite, service: string): [path: string, content: string][] {
  const page = `recipes/${name.toLowerCase().replace('.', '')}.md`;
  const files = [...recipe(titledCode(page))];
  if (files.length === 0) throw new Error(`docs/${page} has no files`);
  return files.map(([path, content]) => [path, content.replaceAll('ENGAGEMENT_URL', service)]);
}
