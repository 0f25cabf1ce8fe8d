import { declareStreamDriver } from './helpers/databricks-stream.ts';
import { real, sparkParts } from './helpers/parts.ts';

real(sparkParts['4.0'], () => declareStreamDriver('4.0'));
