import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { type ErrorCode, errorTable, PinflowError, storageError } from '../runtime/errors.ts';

const codes = Object.keys(errorTable) as ErrorCode[];

/** The sources of the product, without the table itself. */
const sources = readdirSync(new URL('../runtime/', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && path !== 'errors.ts' && !/(^|\/)(node_modules|dist)\//.test(path))
  .map((path) => readFileSync(new URL(`../runtime/${path}`, import.meta.url), 'utf8'))
  .join('\n');

for (const code of codes) {
  test(`${code} is an error that somebody can meet`, (t) => {
    const mapped = ['ENOSPC', 'EACCES', 'EIO'].map(
      (errno) => storageError(Object.assign(new Error(), { code: errno }), '').code,
    );
    t.true(sources.includes(`'${code}'`) || mapped.includes(code), 'nothing in runtime throws it');
  });

  test(`${code} is written as a code, and says what it means and what to do in whole sentences`, (t) => {
    t.regex(code, /^[A-Z]+(_[A-Z]+)*$/);
    t.regex(errorTable[code].means, /^[A-Z].*\.$/);
    t.regex(errorTable[code].remedy, /^[A-Z].*\.$/);
  });
}

test('an error keeps its code, its message, its cause, and the remedy of its code', (t) => {
  const cause = new Error('below');
  const error = new PinflowError('PORT_TAKEN', '127.0.0.1:8080 is taken', { cause });
  t.like(error, { name: 'PinflowError', code: 'PORT_TAKEN', message: '127.0.0.1:8080 is taken', cause });
  t.is(error.remedy, errorTable.PORT_TAKEN.remedy);
});

for (const [errno, code] of [
  ['ENOSPC', 'STORAGE_FULL'],
  ['EDQUOT', 'STORAGE_FULL'],
  ['EACCES', 'STORAGE_DENIED'],
  ['EPERM', 'STORAGE_DENIED'],
  ['EROFS', 'STORAGE_DENIED'],
  ['EIO', 'STORAGE_FAILED'],
  ['ENOTDIR', 'STORAGE_FAILED'],
] as const) {
  test(`what the file system calls ${errno} is ${code}, with the path`, (t) => {
    const cause = Object.assign(new Error(`${errno}: said the system`), { code: errno });
    const error = storageError(cause, '/data/topics');
    t.is(error.code, code);
    t.is(error.message, `/data/topics: ${errno}: said the system`);
    t.is(error.cause, cause);
  });
}

test('a storage error of what is no error of the system still names the path', (t) => {
  t.like(storageError('torn', '/data'), { code: 'STORAGE_FAILED', message: '/data: torn' });
  t.like(storageError(undefined, '/data'), { code: 'STORAGE_FAILED', message: '/data: undefined' });
});

test('an error that has a code already passes through', (t) => {
  const error = new PinflowError('LOG_DAMAGED', 'segment 3');
  t.is(storageError(error, '/data'), error);
});
