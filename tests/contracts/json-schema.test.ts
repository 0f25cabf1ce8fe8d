import test from 'ava';
import { z } from 'zod';
import { contracts, jsonSchema } from '../../runtime/contracts/index.ts';
import { hostileOf } from '../helpers/hostile-rows.ts';

// API Gateway validates by this schema before the record is checked: what it refuses never arrives, not even in quarantine.
for (const contract of contracts) {
  const schema = z.fromJSONSchema(jsonSchema(contract) as z.core.JSONSchema.JSONSchema);

  for (const { why, line, clean } of hostileOf(contract)) {
    if (clean === undefined) continue;
    test(`the JSON Schema of ${contract.kind} lets pass: ${why}`, (t) => {
      t.true(schema.safeParse(JSON.parse(line.toString())).success);
    });
  }

  test(`the JSON Schema of ${contract.kind} refuses what is no object, has no key, or fits no field`, (t) => {
    const refused = [[], null, 'x', {}, ...Object.keys(contract.raw).map((field) => ({ [field]: { a: 1 } }))];
    for (const value of refused) t.false(schema.safeParse(value).success, JSON.stringify(value));
  });
}
