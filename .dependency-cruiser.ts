import type { IConfiguration } from 'dependency-cruiser';

/** What each room of `runtime` may import of the other rooms; `runtime/errors.ts` is everyone's. */
const rooms = {
  contracts: [],
  transforms: ['contracts'],
  blueprint: ['contracts', 'transforms'],
  delta: [],
  twin: ['contracts', 'transforms', 'blueprint'],
  emulator: ['contracts', 'transforms', 'blueprint'],
  jobs: ['contracts', 'transforms', 'blueprint', 'delta'],
  report: ['contracts', 'transforms', 'blueprint', 'delta'],
  cli: ['contracts', 'transforms', 'blueprint', 'delta', 'twin', 'emulator', 'jobs', 'report'],
};

/** The rooms that know no file, no clock and no cloud, and the packages that they may use. */
const pureRooms = '^runtime/(contracts|transforms|blueprint)/';
const purePackages = 'node_modules/(zod|kysely)/';

export default {
  forbidden: [
    ...Object.entries(rooms).map(([room, others]) => ({
      name: `${room}-imports-one-way`,
      severity: 'error',
      from: { path: `^runtime/${room}/` },
      to: {
        path: '^(runtime|infra)/',
        pathNot: `node_modules/|^runtime/(errors\\.ts$|(${[room, ...others].join('|')})/)`,
      },
    })),
    {
      name: 'infra-imports-one-way',
      severity: 'error',
      from: { path: '^infra/' },
      to: { path: '^runtime/', pathNot: 'node_modules/|^runtime/(errors\\.ts$|(contracts|blueprint)/)' },
    },
    {
      name: 'room-not-in-table',
      severity: 'error',
      from: { path: '^runtime/[^/]+/', pathNot: `^runtime/(${Object.keys(rooms).join('|')})/` },
      to: {},
    },
    { name: 'errors-alone', severity: 'error', from: { path: '^runtime/errors\\.ts$' }, to: { path: '^runtime/' } },
    {
      name: 'pure-rooms-do-no-io',
      severity: 'error',
      from: { path: pureRooms },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: purePackages },
    },
    {
      name: 'command-line-in-cli-only',
      severity: 'error',
      from: { path: '^(runtime|infra)/', pathNot: '^runtime/cli/' },
      to: { path: 'node_modules/(@commander-js|commander)/' },
    },
    { name: 'product-without-tests', severity: 'error', from: { pathNot: '^tests/' }, to: { path: '^tests/' } },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|out)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
} satisfies IConfiguration;
