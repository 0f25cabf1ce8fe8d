import { type Fault, pathText, secretFaults, stageInvalid } from './faults.ts';
import { hasBrokers, kafkaSchema, serverlessReplicationFactor } from './kafka.ts';
import { isObject, typeOf } from './places.ts';
import { type Profile, profiles } from './profile.ts';
import { crossFaults } from './rules/index.ts';
import { objects, type Shape, type Stage } from './schema.ts';
import { schemaFaults } from './union-faults.ts';

export { type BrokerType, brokerTypes, kafkaIamPort, kafkaVersions, partitionOf } from './aws.ts';
export { type Fault, faultsOf, notKnown, pathText, secretFaults, stageInvalid } from './faults.ts';
export * from './fields.ts';
export { type Authorization, authorizations } from './ingest.ts';
export { type EndpointName, endpointNames } from './network.ts';
export { type AirflowVersion, airflowPlaces, airflowVersions } from './orchestration.ts';
export { type Profile, profiles } from './profile.ts';
export { type Stage, type StageInput, userIdSchema } from './schema.ts';
export {
  configNamespace,
  isSecretName,
  type SecretName,
  secrets,
  setSecretCommand,
  tokenShape,
} from './secrets.ts';
export { isTimezone } from './sink.ts';
export { isApplicationId } from './workspace.ts';

/**
 * Reads a stage.
 * @throws {PinflowError} `STAGE_INVALID` with every fault at once, each with its path.
 */
export function parseStage(input: unknown): Stage {
  const { stage, faults } = checkStage(input);
  if (stage !== undefined) return stage;
  throw stageInvalid(
    'the stage',
    faults.map(({ path, message }) => ({ path: pathText(path), message })),
  );
}

/** What was read of a stage. */
export interface CheckedStage {
  /** Without faults there is one. */
  readonly stage: Stage | undefined;
  readonly faults: Fault[];
}

/** Reads a stage. Sections are read one by one, so that a fault in one hides none between the others. */
export function checkStage(input: unknown): CheckedStage {
  if (!isObject(input)) {
    return {
      stage: undefined,
      faults: [{ path: [], message: 'must be an object with stage, profile, userId and so on' }],
    };
  }
  const profile = profiles.find((one) => one === (input as { profile?: unknown }).profile) ?? 'dev';
  const object = objects[profile];
  const filled = withDerived(profile, input as Written);
  const faults = schemaFaults(object, filled);
  const sections = Object.fromEntries(
    Object.entries(object.shape).flatMap(([name, schema]) => {
      const parsed = schema.safeParse(filled[name as keyof Written]);
      return parsed.success ? [[name, parsed.data]] : [];
    }),
  ) as Partial<Stage>;
  faults.push(...crossFaults(sections), ...secretFaults(input));
  return { stage: faults.length === 0 ? (sections as Stage) : undefined, faults };
}

/**
 * The stage that the twin runs on one machine: one broker's worth of copies, objects every second, nothing in the cloud. Its API offers
 * every route, which no stage without authorization may: nobody else reaches a service on loopback.
 */
export function localStage(userId: string): Stage {
  const { ingest, ...stage } = parseStage({
    stage: 'local',
    profile: 'dev',
    userId,
    accountId: '000000000000',
    network: { type: 'none' },
    topics: { replicationFactor: 1 },
    sink: { rotateScheduleIntervalMs: 1000 },
    ingest: { type: 'managed', authorization: 'none' },
  });
  return { ...stage, ingest: { ...ingest, ...(ingest.type === 'managed' && { streamRoutes: 'all' }) } };
}

type Written = { readonly [Section in keyof Shape]?: unknown };

/** Fills in what is left out and follows from other sections: no Kafka where there is no network, no client where there is no Kafka. */
function withDerived(profile: Profile, written: Written): Written {
  const { topics = {} } = written;
  const withoutNetwork = typeOf(written.network) === 'none';
  const { kafka = { type: withoutNetwork ? 'none' : profile === 'prod' ? 'provisioned' : 'serverless' } } = written;
  const dependent = { type: typeOf(kafka) === 'none' ? 'none' : 'managed' };
  return {
    client: dependent,
    connector: dependent,
    ...written,
    kafka,
    topics: isObject(topics) ? { ...derivedTopics(profile, kafka), ...topics } : topics,
  };
}

/**
 * Derives who makes the topics from the kind of cluster: the MSK API of a provisioned cluster of the stack, else the client. Copies are
 * derived for a serverless cluster alone, which always has three: those of a provisioned one must not follow its brokers.
 */
function derivedTopics(profile: Profile, kafka: unknown): Partial<Stage['topics']> {
  const parsed = kafkaSchema(profile).safeParse(kafka);
  if (!parsed.success) return { type: 'client', replicationFactor: 1 };
  const { data } = parsed;
  const type = data.type === 'provisioned' ? 'managed' : data.type === 'none' ? 'existing' : 'client';
  return hasBrokers(data) ? { type } : { type, replicationFactor: serverlessReplicationFactor };
}
