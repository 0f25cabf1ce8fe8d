import test from 'ava';
import fc from 'fast-check';
import { logicalName } from '../../../infra/components/logical-name.ts';

const base = fc.stringMatching(/^[a-z][a-z0-9-]{0,60}[a-z0-9]$/);

test('with the suffix that Pulumi appends, a name fits its service, keeps its end and is one that AWS takes', (t) => {
  fc.assert(
    fc.property(base, fc.constantFrom(32, 64), (one, max) => {
      const name = logicalName(one, 'proxy', max);
      t.true(`${name}-1a2b3c4`.length <= max);
      t.true(name.endsWith('-proxy'));
      t.true(name.startsWith(one.slice(0, 10)));
      t.regex(`${name}-1a2b3c4`, /^(?!-)[a-z0-9-]+(?<!-)$/);
    }),
  );
});

test('a base that fits is left as it is, and two that do not stay apart', (t) => {
  t.is(logicalName('demo-client', 'proxy', 32), 'demo-client-proxy');
  t.not(logicalName(`${'a'.repeat(40)}b`, 'proxy', 32), logicalName(`${'a'.repeat(40)}c`, 'proxy', 32));
});
