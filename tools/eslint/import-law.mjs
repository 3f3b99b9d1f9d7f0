/**
 * The import law: apps → platform, ui → contracts; no app imports another; other features import a feature's index.ts only; no
 * cycles, type-only imports included. Paths are resolved before they are compared, so it does not matter how an import is written.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import { root } from '../root.mjs';
import { importCycles } from './import-cycles.mjs';

const apps = ['cli', 'console', 'content', 'engagement', 'widget'];
const services = ['content', 'engagement'];
/** The other libraries that each library may import. */
const libraries = { contracts: [], ui: ['contracts'], platform: ['contracts'] };

const layers = [
  ...apps.map((app) => ({
    target: `apps/${app}`,
    from: 'apps',
    except: [`./${app}`],
    message: 'No app imports another: they are deployed separately and communicate over HTTP and the queue.',
  })),
  { target: 'libs', from: 'apps', message: 'Imports point one way, from apps to libs.' },
  ...Object.entries(libraries).map(([library, others]) => ({
    target: `libs/${library}`,
    from: 'libs',
    except: [library, ...others].map((name) => `./${name}`),
    message: `libs/${library} may import ${others.length > 0 ? others.join(' and ') : 'no other library'}.`,
  })),
  ...['widget', 'console'].map((app) => ({
    target: `apps/${app}`,
    from: 'libs/platform',
    message: 'It runs in a browser; libs/platform does not.',
  })),
];

const features = services.flatMap((service) =>
  foldersOf(`apps/${service}/src`).map((feature) => ({
    target: `apps/${service}/src/${feature}`,
    from: `apps/${service}/src/!(${feature})/**`,
    except: ['**/index.ts'],
    message: 'Import the index.ts of another feature: it exports what other features may use.',
  })),
);

/** libs/ui also runs in the browser: it may import types of the contracts, which compile to nothing, and Preact. */
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
            message: 'Only types: the schemas would pull in zod.',
          },
          {
            regex: '^(?!\\.|@afterword/contracts$|preact(/|$))',
            message: 'libs/ui may import types of the contracts, and Preact.',
          },
        ],
      },
    ],
  },
};

export const importLaw = [
  {
    files: ['apps/**/*.{ts,tsx}', 'libs/**/*.{ts,tsx}', 'tests/**/*.{ts,tsx}'],
    plugins: { 'import-x': importX, 'import-cycles': importCycles },
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
      'import-cycles/no-cycle': 'error',
    },
  },
  browserImports,
];

function foldersOf(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}
