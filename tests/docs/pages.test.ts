import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { generatedPages } from '../../docs/pages.ts';
import { contracts, fieldReasons } from '../../runtime/contracts/index.ts';
import { errorTable } from '../../runtime/errors.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = generatedPages();

test('the page of errors has one row for each code, with its meaning and its remedy', (t) => {
  const rows = (pages['errors.md'] ?? '').split('\n').filter((line) => line.startsWith('| `'));
  t.deepEqual(
    rows,
    Object.entries(errorTable).map(([code, { means, remedy }]) => `| \`${code}\` | ${means} | ${remedy} |`),
  );
});

test('the page of contracts names every field, every reason and every clean column', (t) => {
  const page = pages['contracts.md'] ?? '';
  for (const { raw, clean } of contracts) {
    const reasons = Object.entries(raw).flatMap(([field, rule]) => fieldReasons(field, rule));
    for (const name of [...Object.keys(raw), ...reasons, ...Object.keys(clean)])
      t.true(page.includes(`\`${name}\``), name);
  }
});

for (const [name, page] of Object.entries(pages).filter(([name]) => name.endsWith('.md'))) {
  test(`${name}: every row of a table has as many cells as its head`, (t) => {
    const tables = page.split('\n\n').filter((part) => part.startsWith('|'));
    t.true(tables.length > 0);
    for (const rows of tables.map((table) => table.trimEnd().split('\n'))) {
      const cells = rows.map((row) => row.split(/(?<!\\)\|/).length);
      t.deepEqual([...new Set(cells)], [cells[0]], rows[0] ?? 'a table without a row');
    }
  });
}

/** Runs `docs/generate.ts` in a copy of what it reads. */
function copyOfDocs(t: ExecutionContext) {
  const folder = mkdtempSync(join(tmpdir(), 'pinflow-docs-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  for (const part of ['docs', 'runtime', 'infra/policy'])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  for (const part of ['package.json', 'node_modules']) symlinkSync(join(root, part), join(folder, part));
  const generate = (...options: string[]) =>
    spawnSync(process.execPath, [join(folder, 'docs/generate.ts'), ...options], { encoding: 'utf8' });
  return { generate, page: join(folder, 'docs/errors.md') };
}

test('the check names a page that is not what the code says, and writing mends it', (t) => {
  const { generate, page } = copyOfDocs(t);
  t.is(generate().status, 0);
  t.is(generate('--check').status, 0);
  appendFileSync(page, 'by hand\n');
  const checked = generate('--check');
  t.is(checked.status, 1);
  t.regex(checked.stderr, /docs\/errors\.md/);
  t.true(readFileSync(page, 'utf8').endsWith('by hand\n'), 'the check changes nothing');
  t.is(generate().status, 0);
  t.is(readFileSync(page, 'utf8'), pages['errors.md'] ?? '');
});

test('the check names a page that is missing', (t) => {
  const { generate, page } = copyOfDocs(t);
  generate();
  rmSync(page);
  const checked = generate('--check');
  t.is(checked.status, 1);
  t.regex(checked.stderr, /docs\/errors\.md/);
});
