import { type Contract, limits, type Rule } from './contract.ts';
import { patterns } from './record.ts';

/** The JSON Schema (draft 4, which API Gateway models use) of a contract's raw record. */
export function jsonSchema(contract: Contract) {
  const fields = Object.entries(contract.raw);
  return {
    $schema: 'http://json-schema.org/draft-04/schema#',
    title: contract.kind,
    type: 'object',
    required: fields.filter(([, rule]) => rule.is === 'key').map(([name]) => name),
    properties: Object.fromEntries(fields.map(([name, rule]) => [name, fieldSchema(rule)])),
  };
}

function fieldSchema(rule: Rule): object {
  switch (rule.is) {
    case 'key':
      return wholeOrDigits(0, limits.integer, []);
    case 'whole':
      return wholeOrDigits(rule.min, rule.max, ['null']);
    case 'number':
      return {
        anyOf: [{ type: 'number', minimum: rule.min, maximum: rule.max }, text(patterns.number), { type: 'null' }],
      };
    case 'count':
      return {
        anyOf: [
          { type: 'integer', minimum: 0, maximum: limits.integer },
          text(`${patterns.whole}|${patterns.thousands}|${patterns.millions}`),
          { enum: [...(rule.noData ?? []), null] },
        ],
      };
    case 'uuid':
    case 'timestamp':
      return { anyOf: [text(patterns[rule.is]), { type: 'null' }] };
    case 'text':
      return { type: ['string', 'null'], maxLength: limits.textBytes };
    case 'ignored':
      return {};
  }
}

function wholeOrDigits(minimum: number, maximum: number, more: string[]): object {
  return { anyOf: [{ type: 'integer', minimum, maximum }, text(patterns.whole), ...more.map((type) => ({ type }))] };
}

function text(pattern: string): object {
  return { type: 'string', pattern: `^(${pattern})$` };
}
