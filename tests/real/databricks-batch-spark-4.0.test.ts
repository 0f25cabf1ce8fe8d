import { declareBatchDriver } from './helpers/databricks-batch.ts';
import { real, sparkParts } from './helpers/parts.ts';

real(sparkParts['4.0'], () => declareBatchDriver('4.0'));
