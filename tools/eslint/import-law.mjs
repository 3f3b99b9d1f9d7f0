/**
 * The import law: apps → platform, ui → contracts; no app imports another; a feature is entered by its index; no cycles.
 * Paths are resolved before they are compared, so an alias and a row of `../` are the same import.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import { root } from '../root.mjs';

const apps = ['cli', 'content', 'engagement', 'widget'];
const services = ['content', 'engagement'];
/** What each library may import beside itself. */
const libraries = { contracts: [], ui: ['contracts'], platform: ['contracts'] };

const layers = [
  ...apps.map((app) => ({
    target: `apps/${app}`,
    from: 'apps',
    except: [`./${app}`],
    message: 'No app imports another: they talk over HTTP and the queue, and deploy apart.',
  })),
  { target: 'libs', from: 'apps', message: 'Imports point one way, from apps to libs.' },
  ...Object.entries(libraries).map(([library, others]) => ({
    target: `libs/${library}`,
    from: 'libs',
    except: [library, ...others].map((name) => `./${name}`),
    message: `libs/${library} may import ${others.length > 0 ? others.join(' and ') : 'no other library'}.`,
  })),
  { target: 'apps/widget', from: 'libs/platform', message: 'The widget runs in a browser; libs/platform does not.' },
];

const features = services.flatMap((service) =>
  foldersOf(`apps/${service}/src`).map((feature) => ({
    target: `apps/${service}/src/${feature}`,
    from: `apps/${service}/src/!(${feature})/**`,
    except: ['**/index.ts'],
    message: 'A feature is entered by its index.ts, which says what it offers to others.',
  })),
);

/** What runs in the browser stays small: of the contracts only the types, which compile to nothing, and Preact. */
const browserImports = {
  files: ['libs/ui/src/**/*.{ts,tsx}'],
  ignores: ['**/*.spec.{ts,tsx}'],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: '^@afterword/contracts$',
            allowTypeImports: true,
            message: 'Only types: the schemas would bring zod along.',
          },
          { regex: '^(?!\\.|@afterword/contracts$|preact(/|$))', message: 'libs/ui imports contracts and preact.' },
        ],
      },
    ],
  },
};

export const importLaw = [
  {
    files: ['apps/**/*.{ts,tsx}', 'libs/**/*.{ts,tsx}', 'tests/**/*.{ts,tsx}'],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts', '.tsx'],
      'import-x/resolver-next': [
        createNodeResolver({
          extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
          tsconfig: { configFile: join(root, 'tsconfig.json') },
        }),
      ],
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: root, zones: [...layers, ...features] }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
    },
  },
  browserImports,
];

function foldersOf(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}
