import { startAnalyzer } from '../../../infra/helpers/analyzer.ts';
import { outputsOf } from '../../../infra/helpers/cloud.ts';
import { type ProgramRun, runProgram } from '../../../infra/helpers/engine.ts';
import { type Registration, unknown } from '../../../infra/helpers/record.ts';
import { readConfig } from './stack-file.ts';

/** How the program is run for a command. */
export interface UpdateOptions {
  readonly stack: string;
  readonly isPreview: boolean;
  /** Folder of a policy pack, which must pass. */
  readonly policyPack?: string | undefined;
}

/** Runs the program and the policy pack; throws what the real CLI ends with. */
export async function runUpdate({ stack, isPreview, policyPack }: UpdateOptions): Promise<ProgramRun> {
  const run = await runProgram({
    ...readConfig(stack),
    stack,
    invokes: { 'aws:ssm/getParameter:getParameter': { insecureValue: 'ami-0fedcba9876543210' } },
    ...(!isPreview && { cloud }),
  });
  if (run.status !== 0) throw new Error([...run.errors, run.output].join('\n'));
  if (policyPack !== undefined) await requirePolicies(run.registrations, policyPack);
  return run;
}

/** The cloud of the tests, except that its API is one that answers. */
const cloud: typeof outputsOf = (type, name, inputs) => ({
  ...outputsOf(type, name, inputs),
  ...(type === 'aws:apigateway/stage:Stage' && { invokeUrl: process.env.STAND_IN_GATEWAY }),
});

async function requirePolicies(registrations: readonly Registration[], folder: string): Promise<void> {
  const analyzer = await startAnalyzer(folder);
  try {
    const provider = registrations.find(({ type }) => type === 'pulumi:providers:aws')?.inputs;
    const violations = await analyzer.check(registrations, provider);
    const isRefused = violations.some(({ level }) => level === 'mandatory');
    console.log(`Policies:\n    ${isRefused ? '❌' : '✅'} pinflow (local: ${folder})`);
    for (const { policy, level, message } of violations)
      console.log(`        - [${level}]  ${policy}\n          ${message}`);
    if (isRefused) throw new Error('preview failed: a mandatory policy is violated');
  } finally {
    analyzer.stop();
  }
}

/** The output of `pulumi preview --json` for a stack of which nothing exists (pulumi/pulumi `sdk/go/common/display/json.go`). */
export function previewDocument(stack: string, { registrations, warnings }: ProgramRun): object {
  const { config, secretKeys } = readConfig(stack);
  const shown = Object.entries(config).map(([key, value]) => [key, secretKeys.includes(key) ? '[secret]' : value]);
  return {
    config: Object.fromEntries(shown),
    steps: registrations.map(({ urn, custom, type, parent, inputs, options }) => ({
      op: 'create',
      urn,
      newState: { urn, custom, type, parent, inputs: masked(inputs), ...options },
      detailedDiff: null,
    })),
    diagnostics: warnings.map((message) => ({ message, severity: 'warning' })),
    duration: 1_000_000_000,
    changeSummary: { create: registrations.length },
  };
}

/** Values as they are printed: without secrets, and what is unknown as the engine's sentinel. */
export function masked(value: unknown): unknown {
  if (value === unknown) return '04da6b54-80e4-46f7-96ec-b56ff0331ba9';
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  if ('secret' in value) return '[secret]';
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner)]));
}
