import { declareStreamDriver } from './helpers/databricks-stream.ts';
import { real, sparkParts } from './helpers/parts.ts';

real(sparkParts['3.5'], () => declareStreamDriver('3.5'));
