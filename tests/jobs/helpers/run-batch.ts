/** A process that runs the batch job: `run-batch.ts BUCKET TABLES`. It prints the code of the error that ends it. */
import { localStage } from '../../../runtime/blueprint/index.ts';
import type { PinflowError } from '../../../runtime/errors.ts';
import { runBatchJob } from '../../../runtime/jobs/index.ts';

const [bucket = '', tables = ''] = process.argv.slice(2);
try {
  await runBatchJob({ stage: localStage('demo'), bucket, tables });
} catch (error) {
  console.log((error as PinflowError).code);
  process.exitCode = 1;
}
