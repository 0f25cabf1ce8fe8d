import type { IConfiguration, IRegularForbiddenRuleType as Rule } from 'dependency-cruiser';

/** What each room of `runtime` may import of the other rooms; `runtime/errors.ts` and `runtime/waiting.ts` are everyone's. */
const rooms: Record<string, string[]> = {
  contracts: [],
  transforms: ['contracts'],
  blueprint: ['contracts', 'transforms'],
  delta: [],
  twin: ['contracts', 'transforms', 'blueprint'],
  emulator: ['contracts', 'transforms', 'blueprint'],
  jobs: ['contracts', 'transforms', 'blueprint', 'delta'],
  report: ['contracts', 'transforms', 'blueprint', 'delta'],
  review: ['contracts', 'blueprint'],
  databricks: [],
  airflow: ['blueprint'],
  cli: [
    ...['contracts', 'transforms', 'blueprint', 'delta', 'twin', 'emulator', 'jobs', 'report', 'review'],
    ...['databricks', 'airflow'],
  ],
};

const anyRoom = Object.keys(rooms).join('|');

export default {
  forbidden: [
    ...Object.entries(rooms).map(([room, others]) =>
      forbid(
        `${room}-imports-one-way`,
        { path: `^runtime/${room}/` },
        {
          path: '^(runtime|infra)/',
          pathNot: `node_modules/|^runtime/((errors|waiting)\\.ts$|(${[room, ...others].join('|')})/)`,
        },
      ),
    ),
    forbid(
      'infra-imports-one-way',
      { path: '^infra/' },
      { path: '^runtime/', pathNot: 'node_modules/|^runtime/(errors\\.ts$|(contracts|blueprint|databricks|airflow)/)' },
    ),
    forbid('root-alone', { path: '^runtime/(errors|waiting)\\.ts$' }, { path: '^runtime/' }),
    forbid('room-not-in-table', { path: '^runtime/[^/]+/', pathNot: `^runtime/(bin|${anyRoom})/` }, {}),
    forbid(
      'pure-rooms-do-no-io',
      { path: `^runtime/(contracts|transforms|blueprint)/` },
      {
        dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown'],
        pathNot: 'node_modules/(zod|kysely|fastest-levenshtein)/',
      },
    ),
    forbid(
      'command-line-in-cli-only',
      { path: '^(runtime|infra)/', pathNot: '^runtime/cli/' },
      { path: 'node_modules/(@commander-js|commander)/' },
    ),
    forbid('product-without-tests', { pathNot: '^tests/' }, { path: '^tests/' }),
    forbid('no-circles', {}, { circular: true }),
    forbid('resolvable', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|out)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
} satisfies IConfiguration;

function forbid(name: string, from: Rule['from'], to: Rule['to']): Rule {
  return { name, severity: 'error', from, to };
}
