/** The suites that need a real component; each says which, and `.ci/install` installs them all. */
export default {
  files: ['tests/real/**/*.test.ts'],
  extensions: ['ts'],
  concurrency: 2,
  timeout: '10m',
};
