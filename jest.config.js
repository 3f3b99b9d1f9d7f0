const esModules = [
  '@nestjs',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'cookie',
  'eld',
  'uuid',
  'jose',
  'altcha-lib',
  'openapi-fetch',
  '@seriousme',
  'preact',
  'preact-render-to-string',
  'markdown-it-cjk-friendly',
  'get-east-asian-width',
  'github-slugger',
  'woff2-encoder',
];

/** Every spec: unit and SQL specs beside their source, cross-service ones in tests/. */
module.exports = {
  runtime: '<rootDir>/tests/setup/runtime.js',
  testEnvironment: '<rootDir>/tests/setup/environment.js',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/tests'],
  testMatch: ['**/*.spec.ts', '**/*.spec.tsx'],
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'json', 'node'],
  moduleNameMapper: {
    '^@afterword/(client|contracts|platform|ui)$': '<rootDir>/libs/$1/src/index.ts',
    // It exports itself to `import` alone.
    '^eld/extrasmall$': '<rootDir>/node_modules/eld/src/entries/static.extrasmall.js',
    '^@afterword/testing/(.*)$': '<rootDir>/tests/setup/$1',
  },
  transform: { '^.+\\.(t|j|mj)sx?$|^.+\\.mjs$': ['@swc/jest'] },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
  globalSetup: '<rootDir>/tests/setup/global-setup.ts',
  globalTeardown: '<rootDir>/tests/setup/global-teardown.ts',
  testSequencer: '<rootDir>/tests/setup/slowest-first.js',
  testTimeout: 120_000,
  maxWorkers: 2,
  // What spec files leave behind in a worker adds up to more than Node may use in a whole run: it is started anew between two of them.
  workerIdleMemoryLimit: '1500MB',
};
