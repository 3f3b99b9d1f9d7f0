import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import { importLaw } from './tools/eslint/import-law.mjs';

const off = (...rules) => Object.fromEntries(rules.map((rule) => [rule, 'off']));

export default tseslint.config(
  { ignores: ['**/dist/', 'coverage/', '.data/'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-restricted-properties': [
        'error',
        { object: 'URL', property: 'canParse', message: 'Wrong on Node 20 for characters of Latin-1: use parseUrl.' },
      ],
      ...off(
        // Nest's modules are classes with nothing but a decorator or a static method.
        '@typescript-eslint/no-extraneous-class',
        // An options object is meant to fit a class of Nest's without being one.
        '@typescript-eslint/no-unsafe-class-instance-assignment',
        // Takes a flag that another task sets during an await for a constant.
        '@typescript-eslint/no-unnecessary-condition',
        // A matter of taste.
        '@typescript-eslint/no-confusing-void-expression',
        // Does not see that a decorator uses the value.
        'no-useless-assignment',
        // Text from readers is cleaned of control characters by expressions that name them.
        'no-control-regex',
      ),
    },
  },
  {
    files: ['**/*.spec.{ts,tsx}', 'tests/**'],
    // In a spec a wrong assumption fails the test, which is what it is for; and `expect.any()` is any by type.
    rules: off(
      '@typescript-eslint/no-non-null-assertion',
      '@typescript-eslint/no-unsafe-assignment',
      '@typescript-eslint/no-unsafe-member-access',
    ),
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        module: 'writable',
        require: 'readonly',
        exports: 'readonly',
        __dirname: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
  ...importLaw,
);
