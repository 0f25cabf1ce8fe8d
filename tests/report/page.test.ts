import { createHash } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import { script } from '../../runtime/report/client.ts';
import { html, visible } from '../../runtime/report/html.ts';
import { type ReportData, type Row, renderReport } from '../../runtime/report/index.ts';
import { renderPage } from '../../runtime/report/page.ts';
import { type AnswerName, answerNames, questions } from '../../runtime/transforms/index.ts';
import { bothPaths, counts, emptySample, hostileTexts, sample, underWay } from './sample.ts';

const page = renderReport(sample());
const elements = elementsOf(page);

test('the same data give the same bytes', (t) => {
  t.is(renderReport(sample()), page);
});

test('the page asks the network for nothing', (t) => {
  const references = elements.flatMap(({ attrs }) =>
    attrs
      .filter(({ name }) => /^(src|srcset|href|xlink:href|action|data|poster|ping)$/.test(name))
      .map(({ value }) => value),
  );
  t.deepEqual(
    references.filter((reference) => !/^(#[a-z]+|data:,)$/.test(reference)),
    [],
  );
  t.notRegex(page, /https?:|url\(|@import|<link rel="style/);
});

test('the one script is that of the page, named by its hash, and holds no data', (t) => {
  const scripts = elements.filter(({ tagName }) => tagName === 'script');
  t.deepEqual(scripts.map(textOf), [script]);
  const policy = elements.find(({ attrs }) => attrs.some(({ value }) => value === 'Content-Security-Policy'));
  const hash = createHash('sha256')
    .update(textOf(scripts[0] as Tree.Element))
    .digest('base64');
  t.true(attribute(policy, 'content')?.includes(`default-src 'none'`));
  t.true(attribute(policy, 'content')?.includes(`script-src 'sha256-${hash}'`));
});

test('the file stays small', (t) => {
  t.true(Buffer.byteLength(page) < 300_000, `${Buffer.byteLength(page)} bytes`);
});

for (const name of answerNames) {
  test(`${name} is there with its question, its picture and every row under its columns`, (t) => {
    const card = elements.find((element) => attribute(element, 'id') === name);
    const inside = below(card);
    t.is(textOf(inside.find(({ tagName }) => tagName === 'h4')), questions[name].title);
    t.is(inside.filter(({ tagName }) => tagName === 'svg').length, name === 'country_of_top_poster' ? 0 : 2);
    const headers = inside.filter(({ tagName }) => tagName === 'th').map(textOf);
    t.deepEqual(
      headers,
      questions[name].columns.map((column) => column.replaceAll('_', ' ')),
    );
    t.is(inside.filter(({ tagName }) => tagName === 'tr').length, sample().answers[name].length + 1);
    t.truthy(textOf(inside.find(({ tagName }) => tagName === 'figcaption')));
  });
}

for (const [name, text] of [
  ['the batch path', page],
  ['both paths', renderReport(bothPaths())],
  ['a run under way', renderPage(underWay(0.4))],
] as const) {
  test(`of ${name}, every table has a caption, every chart a name, every heading follows the one above it`, (t) => {
    const elements = elementsOf(text);
    for (const table of elements.filter(({ tagName }) => tagName === 'table'))
      t.is(below(table)[0]?.tagName, 'caption');
    for (const svg of elements.filter(({ tagName }) => tagName === 'svg')) t.truthy(attribute(svg, 'aria-label'));
    const levels = elements.filter(({ tagName }) => /^h\d$/.test(tagName)).map(({ tagName }) => Number(tagName[1]));
    t.is(levels.filter((level) => level === 1).length, 1);
    t.true(levels.every((level, index) => level <= (levels[index - 1] ?? 0) + 1));
    const ids = elements.flatMap((element) => attribute(element, 'id') ?? []);
    t.is(new Set(ids).size, ids.length);
  });
}

test('a run of both paths shows each with its counts, laws and rejected records, and how fresh the stream was', (t) => {
  const both = elementsOf(renderReport(bothPaths()));
  const text = textOf(both.find(({ tagName }) => tagName === 'main'));
  t.is(both.filter((element) => attribute(element, 'class') === 'lane').length, 12);
  t.regex(text, /pin: 11,999 \+ 3 = 12,002/);
  t.regex(text, /stored \+ redelivered = landed \+ dead lettered/);
  t.regex(text, /all: 0 = 0/);
  t.regex(text, /half readable within187 ms/);
  t.regex(text, /99 of 100 readable within431 ms/);
  t.regex(text, /shardId-000000000001, sequence number 49661/);
  t.regex(text, /34 of 36,000 landed records broke a rule/);
  const points = below(both.find((element) => attribute(element, 'id') === 'freshness'));
  t.is(points.filter(({ tagName }) => tagName === 'tr').length, 41);
  t.true(Buffer.byteLength(renderReport(bothPaths())) < 400_000);
});

for (const [what, stream] of [
  ['a lost record', { counts: { geo: { landed: 11_999 } }, duplicates: 0 }],
  ['a missing row', { counts: { user: { rows: 11_997 } }, duplicates: 0 }],
  ['a doubled row', { counts: {}, duplicates: 1 }],
] as const) {
  test(`${what} of the streaming path is said loudly, though the batch path balances`, (t) => {
    const data = bothPaths();
    const kinds: Record<string, object> = stream.counts;
    const counts = Object.fromEntries(
      Object.entries(data.stream?.counts ?? {}).map(([kind, count]) => [kind, { ...count, ...kinds[kind] }]),
    );
    const { duplicates } = stream;
    const wrong = elementsOf(
      renderReport({ ...data, stream: { ...(data.stream as Required<ReportData>['stream']), counts, duplicates } }),
    );
    t.regex(textOf(wrong[0]), /The counts do not balance/);
    t.is(wrong.filter((element) => attribute(element, 'class') === 'wrong').length > 0, true);
  });
}

test('of a run under way the page shows what is known, and claims nothing that is not', (t) => {
  const live = elementsOf(renderPage(underWay(0.5)));
  const text = ['header', 'main'].map((part) => textOf(live.find(({ tagName }) => tagName === part))).join();
  t.regex(text, /Posting messages …/);
  t.regex(text, /3,600\/s stored/);
  t.regex(text, /quarantined –/);
  t.notRegex(text, /accounted for|do not balance|✓|✗|NaN|undefined|Infinity/);
  t.regex(text, /Checked when everything is counted/);
  t.is(live.filter((element) => attribute(element, 'class')?.startsWith('flow flow-')).length, 2 * 3 * 4);
});

test('before anything is known, each kind has its place, and nothing is counted', (t) => {
  const { stream, ...begun } = underWay(0);
  const start = renderPage({ ...begun, counts: {}, ...(stream && { stream: { counts: {} } }) });
  t.notRegex(start.replace(/<script>.*?<\/script>/s, ''), /NaN|undefined|Infinity/);
  t.regex(start, /travels as 3 records \(pin, geo, user\)/);
  t.is(elementsOf(start).filter((element) => attribute(element, 'class') === 'lane').length, 12);
  t.is(elementsOf(start).filter((element) => attribute(element, 'class') === 'pill').length, 0);
  t.regex(start, /Nothing has been measured yet/);
});

test('a run that failed says why, and shows what was known', (t) => {
  const failed = renderPage({ ...underWay(0.5), phase: 'failed', failure: 'the disk is <full>' });
  const text = textOf(elementsOf(failed).find(({ tagName }) => tagName === 'header'));
  t.regex(text, /The run has failed: the disk is <full>/);
  t.notRegex(failed, /EventSource/);
});

test('a run of which nothing arrived says so, and shows no chart of nothing', (t) => {
  const empty = elementsOf(renderReport(emptySample()));
  t.is(empty.filter((element) => attribute(element, 'class') === 'empty').length, answerNames.length);
  t.is(empty.filter((element) => attribute(element, 'class') === 'plot').length, 0);
  const main = textOf(empty.find(({ tagName }) => tagName === 'main'));
  t.notRegex(main, /NaN|undefined|Infinity/);
  t.regex(main, /quarantine table is empty/);
});

test('kinds are those of the counts, however many', (t) => {
  const data: ReportData = { ...sample(), counts: { ...sample().counts, board: counts({ generated: 77_777 }) } };
  const four = elementsOf(renderReport(data));
  t.is(four.filter((element) => attribute(element, 'class') === 'lane').length, 8);
  t.regex(textOf(four[0]), /77,777 = 77,777 \+ 0 \+ 0/);
  t.regex(textOf(four[0]), /4 records \(pin, geo, user, board\)/);
});

test('counts that do not balance are said loudly, with the law and the kind', (t) => {
  const { geo, ...others } = sample().counts as Record<string, ReturnType<typeof counts>>;
  const wrong = elementsOf(
    renderReport({ ...sample(), counts: { ...others, geo: { ...(geo as typeof geo & object), landed: 12_099 } } }),
  );
  t.regex(textOf(wrong[0]), /The counts do not balance/);
  t.deepEqual(wrong.filter((element) => attribute(element, 'class') === 'wrong').map(textOf), [
    '✗ geo: 12,000 + 100 = 12,099 + 0 does not hold',
    '✗ geo: 12,099 + 0 = 12,096 + 4 does not hold',
  ]);
});

test('a long payload is cut, and the page says so', (t) => {
  t.regex(textOf(elements[0]), /The first 400 of 5,600 characters/);
});

test('any text in a template comes out as that text', (t) => {
  fc.assert(
    fc.property(text(), (value) => {
      const [p] = below(elementsOf(html`<!doctype html><p title="${value}">x${value}</p>`.text)[0]).filter(
        ({ tagName }) => tagName === 'p',
      );
      return textOf(p) === `x${visible(value)}` && attribute(p, 'title') === visible(value) && below(p).length === 0;
    }),
    { numRuns: 2000 },
  );
  t.pass();
});

test('whatever the data hold, the page has the elements and attributes of a plain one, and its cells the data', (t) => {
  const plain = shape(
    renderReport(dataOf(Array.from({ length: 12 }, (_, index) => `word ${index} `.repeat(1 + (index % 2) * 50)))),
  );
  fc.assert(
    fc.property(fc.array(text(), { minLength: 12, maxLength: 12 }), (texts) => {
      const rendered = renderReport(dataOf(texts));
      t.deepEqual(
        [...shape(rendered)].filter((part) => !plain.has(part)),
        [],
      );
      const bodies = below(
        elementsOf(rendered).find((element) => attribute(element, 'id') === 'top_poster_by_country'),
      );
      const cells = bodies.filter(({ tagName }) => tagName === 'td').map(textOf);
      t.deepEqual(cells, [...texts.slice(3, 5), '7'].map(visible));
    }),
    {
      numRuns: 25,
      examples: [[[...hostileTexts, ...hostileTexts].slice(0, 12)], [[...hostileTexts, ...hostileTexts].slice(2, 14)]],
    },
  );
});

/** Texts of any characters, and such as are made of the pieces of HTML. */
function text() {
  const pieces = fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '&',
    '</script',
    '<!--',
    '-->',
    ']]>',
    '=',
    '/',
    ' ',
    'x',
    '&lt;',
    '\u2028',
    '\r',
    '\0',
  );
  return fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces).map((all) => all.join('')),
    fc.constantFrom(...hostileTexts),
  );
}

/** Data with one row an answer, and the texts at every place that takes one. */
function dataOf(texts: readonly string[]): ReportData {
  const at = (index: number) => texts[index] as string;
  const row: Record<AnswerName, Row> = {
    top_category_by_country: { country: at(0), category: at(1), category_count: 7 },
    top_category_by_year: { post_year: 2018, category: at(2), category_count: 7 },
    top_poster_by_country: { country: at(3), poster_name: at(4), follower_count: 7 },
    country_of_top_poster: { country: at(3), poster_name: at(4), follower_count: 7 },
    top_category_by_age_group: { age_group: at(5), category: at(6), category_count: 7 },
    median_followers_by_age_group: { age_group: at(5), median_follower_count: 7 },
    users_joined_by_year: { post_year: 2015, number_users_joined: 7 },
    median_followers_by_join_year: { post_year: 2015, median_follower_count: 7 },
    median_followers_by_join_year_and_age_group: { post_year: 2015, age_group: at(5), median_follower_count: 7 },
  };
  return {
    run: { id: at(7), source: at(8), messages: 1, seed: 1, finishedAt: at(9) },
    counts: { [`kind ${at(10)}`]: counts({ generated: 3, quarantined: 1, unknown: 1 }) },
    answers: Object.fromEntries(answerNames.map((name) => [name, [row[name]]])) as unknown as ReportData['answers'],
    quarantine: {
      reasons: [{ kind: at(10), reason: at(11), records: 1 }],
      examples: [{ kind: at(10), object: at(0), line: 1, reasons: [at(11)], payload: texts.join('') }],
    },
  };
}

/** Every element with each of its attributes, as a set: what data must not be able to add to. */
function shape(page: string): Set<string> {
  return new Set(
    elementsOf(page).flatMap(({ tagName, attrs }) => [tagName, ...attrs.map(({ name }) => `${tagName} ${name}`)]),
  );
}

function elementsOf(page: string): Tree.Element[] {
  return below(parse(page));
}

function below(node: Tree.Node | undefined): Tree.Element[] {
  const children = node !== undefined && 'childNodes' in node ? node.childNodes : [];
  return children.flatMap((child) => ('tagName' in child ? [child, ...below(child)] : []));
}

function textOf(node: Tree.Node | undefined): string {
  if (node === undefined) return '';
  if (node.nodeName === '#text') return (node as Tree.TextNode).value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

function attribute(element: Tree.Element | undefined, name: string): string | undefined {
  return element?.attrs.find((attr) => attr.name === name)?.value;
}
