/** The tests that need nothing but npm; those that need a real component run by `ava.real.config.js`. */
export default {
  files: ['tests/**/*.test.ts', '!tests/real/**'],
  extensions: ['ts'],
  concurrency: 2,
  timeout: '2m',
};
