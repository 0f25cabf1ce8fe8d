/** `imports`: loads the Pulumi program; `program`: runs it too, for prod, with instant answers of the provider. */
import { parseStage } from '../../runtime/blueprint/index.ts';
import { prodStage } from '../helpers/stage.ts';
import { record } from '../infra/helpers/record.ts';

const { platform } = await import('../../infra/platform/index.ts');
if (process.argv[2] === 'program') {
  const { registrations } = await record(() => platform({ stage: parseStage(prodStage), secrets: {} }));
  if (registrations.length < 50) throw new Error(`only ${registrations.length} resources were registered`);
}
