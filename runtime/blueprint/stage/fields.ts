/** Schemas of single fields, for the stage and for components that check the same values as arguments. */
export { aws, isSupportedRegion, runsVersion, unsupportedRegion } from './aws.ts';
export { lakeFields, streamFields } from './data.ts';
export { eachOnce, formed, partOfHour } from './formed.ts';
export { ingestFields } from './ingest.ts';
export { clientFields, isTopicName, kafkaFields } from './kafka.ts';
export { isBlock, networkFields } from './network.ts';
export { artifactFields, observabilityFields } from './operations.ts';
export { airflowFields } from './orchestration.ts';
export { connectorFields } from './sink.ts';
export { applicationId, workspaceFields } from './workspace.ts';
