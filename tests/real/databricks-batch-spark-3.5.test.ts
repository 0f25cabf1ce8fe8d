import { declareBatchDriver } from './helpers/databricks-batch.ts';
import { real, sparkParts } from './helpers/parts.ts';

real(sparkParts['3.5'], () => declareBatchDriver('3.5'));
