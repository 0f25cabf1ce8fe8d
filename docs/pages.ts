import { rules as policies } from '../infra/policy/rules.ts';
import { stackFileSchema } from '../runtime/blueprint/index.ts';
import {
  type Contract,
  cleanColumns,
  columnTypes,
  contracts,
  type Derivation,
  fieldReasons,
  limits,
  quarantineColumns,
  type Rule,
  recordReasons,
  replayedColumns,
  streamPlace,
  streamQuarantineColumns,
  type TableColumn,
} from '../runtime/contracts/index.ts';
import { errorTable } from '../runtime/errors.ts';

/** The pages of this folder that are made from the code, by file name. */
export function generatedPages(): Record<string, string> {
  return {
    'errors.md': errorsPage(),
    'contracts.md': contractsPage(),
    'policies.md': policiesPage(),
    'stage.schema.json': `${JSON.stringify(stackFileSchema(), null, 2)}\n`,
  };
}

const origin = (source: string) => `<!-- Made from ${source} by \`npm run docs\`: change it there. -->`;

function errorsPage(): string {
  const rows = Object.entries(errorTable).map(([code, { means, remedy }]) => [`\`${code}\``, means, remedy]);
  return page(
    origin('runtime/errors.ts'),
    '# Errors',
    'Every error names its code, what is wrong and where. A code keeps its meaning: it is never renamed or reused.',
    table(['code', 'what it means', 'what to do'], rows),
  );
}

function policiesPage(): string {
  const rows = [...policies]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, level, severity, forbids, reason, remedy }) => [
      code(name),
      level,
      severity,
      forbids,
      reason,
      remedy,
    ]);
  return page(
    origin('infra/policy'),
    '# Policies',
    'What `pulumi preview --policy-pack infra/policy` holds every stack to. A mandatory policy stops the engine, an advisory one warns. What a' +
      ' preview cannot know yet is looked at in the update.',
    table(['policy', 'level', 'severity', 'forbids', 'because', 'what to do'], rows),
  );
}

function contractsPage(): string {
  return page(
    origin('runtime/contracts'),
    '# Contracts',
    'What each kind of record is made of, what is accepted, and what becomes of it. A record that breaks a rule goes to quarantine with' +
      ' *all* its reasons, those of the fields in field order. Unknown fields are ignored; of a repeated field the last counts; a field' +
      ' that is absent or null is NULL, except the key.',
    ...contracts.flatMap(contractSections),
    '## Rules',
    table(['rule', 'accepted', 'otherwise'], [recordRow(), ...Object.entries(rules).map(ruleRow)]),
    'zod, DuckDB and Spark are held to one verdict. They are known to differ beyond the limits of the JSON parser that Spark is built' +
      ' with: a record with values nested deeper than 1,000, a number of more than 1,000 digits or a name of more than 50,000' +
      ' characters is judged by its fields in zod and DuckDB, and quarantined as `not_json_object` by Spark.',
    '## Column types',
    table(
      ['type', 'DuckDB', 'Spark', 'Delta'],
      Object.entries(columnTypes).map(([name, { duckdb, spark, delta }]) =>
        [name, duckdb, spark, deltaType(delta)].map(code),
      ),
    ),
    '## Places of the streaming path',
    'A stream table holds every accepted record, in the order of arrival; after the clean columns of its kind come these.',
    table(['column', 'type', 'may be NULL'], columnRows(streamPlace)),
    '## Rejected records',
    table(['column', 'type', 'may be NULL'], columnRows(quarantineColumns)),
    'Those of the streaming path have another place:',
    table(['column', 'type', 'may be NULL'], columnRows(streamQuarantineColumns)),
    '## Replayed records',
    'What `pinflow quarantine replay` has replayed, of both paths: the place of the other path is NULL.',
    table(['column', 'type', 'may be NULL'], columnRows(replayedColumns)),
  );
}

function columnRows(columns: readonly TableColumn[]): string[][] {
  return columns.map(({ name, type, nullable }) => [code(name), code(type), nullable ? 'yes' : 'no']);
}

function contractSections(contract: Contract): string[] {
  const raw = Object.entries(contract.raw);
  const clean = Object.entries(contract.clean);
  const columns = new Map(cleanColumns(contract).map((column) => [column.name, column]));
  return [
    `## ${contract.kind}`,
    `Version ${contract.version}; its source table is \`${contract.source}\`.`,
    table(
      ['field', 'rule', 'values that mean NULL', 'reasons'],
      raw.map(([field, rule]) => [code(field), ruleWords(rule), list(noData(rule)), list(fieldReasons(field, rule))]),
    ),
    table(
      ['clean column', 'type', 'may be NULL', 'from'],
      clean.map(([name, derivation]) => {
        const column = columns.get(name);
        return [code(name), code(column?.type ?? ''), column?.nullable ? 'yes' : 'no', from(derivation)];
      }),
    ),
  ];
}

const digits = 'as a number or as its digits in text, at most 10 of them';

/** What each rule accepts; `{}` stands for the field in its reasons. */
const rules: Record<Rule['is'], string> = {
  key: `a whole number from 0 to ${limits.integer}, ${digits}`,
  uuid: 'a UUID',
  text: `text of at most ${thousands(limits.textBytes)} UTF-8 bytes without NUL or lone surrogates`,
  count:
    'a value that means NULL; digits; digits with up to 3 decimals and `k` (thousands) or 6 and `M` (millions);' +
    ` whole in the end and at most ${limits.integer}; a number is read as its digits`,
  whole: `a whole number within the bounds of the field, ${digits}`,
  number:
    'a finite number within the bounds of the field, as a number or its text, at most 40 digits on either side of the point; −0 is 0',
  timestamp: `\`YYYY-MM-DD\`, \`T\` or a space, \`HH:MM:SS\`: a real instant of the years ${limits.firstYear} to ${limits.lastYear}, read as UTC`,
  ignored: 'anything: the field is posted but not kept',
};

function recordRow(): string[] {
  const accepted = `the record is one JSON object in UTF-8, at most ${thousands(limits.recordBytes)} bytes, with nothing before or after it`;
  return ['(record)', accepted, list(Object.values(recordReasons))];
}

function ruleRow([is, accepted]: [string, string]): string[] {
  const reasons = fieldReasons('<field>', { is, min: 0, max: 0 } as Rule);
  return [code(is), accepted, list(reasons)];
}

function ruleWords(rule: Rule): string {
  return 'min' in rule ? `${code(rule.is)}, ${rule.min} to ${rule.max}` : code(rule.is);
}

function noData(rule: Rule): readonly string[] {
  return ('noData' in rule && rule.noData) || [];
}

function from(derivation: Derivation): string {
  if ('pair' in derivation) return `[${derivation.pair.map(code).join(', ')}]; NULL when either is missing`;
  if ('words' in derivation)
    return `${derivation.words.map(code).join(' and ')}, joined by a space; missing ones left out`;
  const prefix = derivation.dropPrefix === undefined ? '' : ` without the prefix ${code(derivation.dropPrefix)}`;
  return code(derivation.from) + prefix;
}

function deltaType(delta: string | object): string {
  return typeof delta === 'string' ? delta : JSON.stringify(delta);
}

function page(...parts: string[]): string {
  return `${parts.join('\n\n')}\n`;
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function list(values: readonly string[]): string {
  return values.map((value) => (value === '' ? '(empty text)' : code(value))).join(', ');
}

function code(text: string): string {
  return `\`${text}\``;
}

function thousands(number: number): string {
  return number.toLocaleString('en-US');
}
