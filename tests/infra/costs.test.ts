import { readFileSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { parse } from 'yaml';
import { parseStage } from '../../runtime/blueprint/index.ts';
import { monthlyCost, priceList } from '../../runtime/review/index.ts';
import { type Registration, record } from './helpers/record.ts';
import { program } from './helpers/stages.ts';

const root = new URL('../../', import.meta.url);
const page = new URL('docs/costs.md', root);
const latestImage = { invokes: { 'aws:ssm/getParameter:getParameter': { insecureValue: 'ami-0fedcba9876543210' } } };

/** The registrations of a stack file of this repository, by the type of the component that they belong to. */
async function componentsOf(name: string): Promise<Map<string, Registration[]>> {
  const { config } = parse(readFileSync(new URL(`Pulumi.${name}.yaml`, root), 'utf8'));
  const { registrations } = await record(program(parseStage(config['pinflow:stage'])), { stack: name, ...latestImage });
  const parents = new Map(registrations.map((one) => [one.urn, one.type.split(':').at(-1) ?? '']));
  const made = registrations.filter(({ custom, type }) => custom && !type.startsWith('pulumi:'));
  return Map.groupBy(made, ({ parent }) => parents.get(parent ?? '') ?? '');
}

const usd = (amount: number) => `$${amount.toLocaleString('en-US', { maximumFractionDigits: 0 })}`;
const list = (texts: readonly string[]) => texts.map((text) => `- ${text}`).join('\n');

async function costsPage(): Promise<string> {
  const sections = [];
  for (const name of ['dev', 'prod']) {
    const components = [...(await componentsOf(name))].map(([type, made]) => ({ type, ...monthlyCost(made) }));
    const total = monthlyCost([...(await componentsOf(name)).values()].flat());
    const rows = components.map(
      ({ type, usd: amount, unknown }) => `| ${type} | ${usd(amount)}${unknown.length > 0 ? ' + unknown' : ''} |`,
    );
    sections.push(
      `## ${name}`,
      [
        '| component | a month |',
        '| --- | --- |',
        ...rows,
        `| **all** | **${usd(total.usd)}${total.unknown.length > 0 ? ' + unknown' : ''}** |`,
      ].join('\n'),
      `Not in the sum, since no price could be confirmed:\n\n${list(total.unknown)}`,
      `Charged by use, and in no sum:\n\n${list(total.usage)}`,
    );
  }
  return `${[
    '<!-- Made from the recorded stages by `UPDATE_GOLDEN=1 npx ava tests/infra/costs.test.ts`. -->',
    '# What a stage costs',
    `List prices of ${priceList.region}, looked up on ${priceList.lookedUp} ([prices.ts](../runtime/review/prices.ts) names the source of each), for the two stage files of this repository as they are. A month has 730 hours. Components are those of [infra/components](../infra/components).`,
    ...sections,
  ].join('\n\n')}\n`;
}

test('the page of costs is what the stages cost by the price list', async (t) => {
  const made = await costsPage();
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(page, made);
  t.is(readFileSync(page, 'utf8'), made);
});

// By hand: a NAT gateway and its address, a serverless cluster, a Connect unit, three streams and a load balancer by the hour; 16 GB of gp3; a secret.
test('dev costs what its parts do', async (t) => {
  const made = [...(await componentsOf('dev')).values()].flat();
  const byHand = (0.045 + 0.005 + 0.75 + 0.11 + 3 * 0.04 + 0.0225) * 730 + 16 * 0.08 + 0.4;
  t.true(Math.abs(monthlyCost(made).usd - byHand) < 0.01);
});
