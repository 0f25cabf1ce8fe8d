import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import {
  comment,
  commentMarker,
  decide,
  longestComment,
  parseIntentions,
  parsePreview,
} from '../../runtime/review/index.ts';
import { matchesGolden } from '../helpers/golden.ts';
import { previewText, type Written } from './previews.ts';

const fixtures = new URL('../fixtures/previews/', import.meta.url);

test('the comments on the previews of tests/fixtures/previews', (t) => {
  const texts = readdirSync(fixtures)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const description = read(name.replace(/json$/, 'md'));
      return [name.replace(/json$/, 'md'), commented(readFileSync(new URL(name, fixtures), 'utf8'), description)];
    });
  matchesGolden(t, 'review', Object.fromEntries(texts));
});

function read(name: string): string {
  return readdirSync(fixtures).includes(name) ? readFileSync(new URL(name, fixtures), 'utf8') : '';
}

function commented(text: string, description = ''): string {
  const preview = parsePreview(text, 'p.json');
  return comment({ stack: preview.stack ?? 'dev', preview, decision: decide(preview, parseIntentions(description)) });
}

/** Names with all that Markdown, HTML and GitHub read as something else. */
const name = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '|',
        '`',
        '``',
        '<b>',
        '</code>',
        '-->',
        '@everyone',
        '#1',
        'https://x.y',
        '\\',
        '\n',
        '\r\n',
        '*_~',
        '\u202e',
        '\u0000',
        '\ud800',
        '&#124;',
        ' ',
        '::',
      ),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join(''));

test('no name breaks a table, becomes markup or mentions anyone', (t) => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 8 }), (names) => {
      const text = commented(previewText(names.map((one) => ({ op: 'replace', name: one, why: [one] }))));
      const rows = text.split('\n').filter((line) => line.startsWith('| replace |'));
      t.is(rows.length, names.length * 2);
      // Of a row, once the code in it is taken away, only our own words are left.
      for (const row of rows) {
        const bare = row.replaceAll(/`[^`|]*`|<code>[^<>|`@]*<\/code>/g, 'CODE');
        t.regex(bare, /^\| replace \| CODE \| CODE \| [\w *,:-]* \|( [\w *,:-]* \|)?$/);
      }
      t.notRegex(text.replaceAll(/<pre>[\s\S]*?<\/pre>|`[^`]*`/g, ''), /@everyone|<b>|https:\/\/x/);
      t.is(text.split('-->').length, 2);
      t.regex(text, /<!-- pinflow-gate: dev -->\n$/);
    }),
  );
});

test('values of inputs are never shown', (t) => {
  const secret = { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270', value: 'hunter-2' };
  const inputs = {
    instanceType: 'hunter-2',
    rootBlockDevice: { volumeType: '[secret]', volumeSize: secret },
    subnetIds: secret,
    streamModeDetails: secret,
    tags: { a: 'hunter-2' },
  };
  const types = ['aws:ec2/instance:Instance', 'aws:ec2/vpcEndpoint:VpcEndpoint', 'aws:kinesis/stream:Stream'];
  const text = commented(
    previewText(types.map((type) => ({ op: 'replace', type, name: `a ${type}`, inputs, why: ['tags'] }))),
  );
  t.regex(text, /`tags` cannot be changed in place/);
  t.notRegex(text, /hunter|secret|4dabf/);
});

test('a comment fits GitHub however large the preview is, and says how much was left out', (t) => {
  const many: Written[] = Array.from({ length: 5000 }, (_, index) => ({
    op: 'delete',
    name: `${'x'.repeat(200)}@${index}`,
  }));
  const diagnostics = Array.from({ length: 300 }, () => ({ severity: 'error', message: '&'.repeat(9000) }));
  const text = commented(
    previewText(many, { diagnostics }),
    many.map(() => `pinflow-intended: delete ${'&'.repeat(300)}`).join('\n'),
  );
  t.true(text.length <= longestComment);
  t.regex(text, /^### `dev`: refused/);
  t.regex(text, /\n\d+ more are left out of this comment\.\n/);
  t.true(text.endsWith(`${commentMarker('dev')}\n`));
});

test('the marker holds no stack name that would end it', (t) => {
  t.is(commentMarker('org/pinflow/dev'), '<!-- pinflow-gate: org/pinflow/dev -->');
  t.is(commentMarker('a-->b'), '<!-- pinflow-gate: a___b -->');
});
