import type { Fault } from '../faults.ts';
import type { Stage } from '../schema.ts';
import { clientRules } from './client.ts';
import { ingestRules } from './ingest.ts';
import { kafkaRules } from './kafka.ts';
import { networkRules } from './network.ts';
import { orchestrationRules } from './orchestration.ts';
import { regionRules } from './region.ts';
import { workspaceRules } from './workspace.ts';

/** Every fault of the rules whose sections are all there. */
export function crossFaults(sections: Partial<Stage>): Fault[] {
  return rules
    .filter((rule) => rule.sections.every((section) => sections[section] !== undefined))
    .flatMap((rule) => rule.faults(sections as Stage).filter((fault) => fault !== false));
}

/** Every rule between sections: what the cloud refuses late or never reports. */
const rules = [
  ...kafkaRules,
  ...networkRules,
  ...regionRules,
  ...ingestRules,
  ...clientRules,
  ...workspaceRules,
  ...orchestrationRules,
];
