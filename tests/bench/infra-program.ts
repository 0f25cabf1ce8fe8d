/** `imports`: loads the Pulumi program; `program`: runs it too, for prod, with instant answers of the provider. */
import { parseStage } from '../../runtime/blueprint/index.ts';
import { prodStage } from '../helpers/stage.ts';
import { record } from '../infra/helpers/record.ts';

// With an image of its own it asks the provider nothing.
const stage = { ...prodStage, client: { type: 'managed', imageId: 'ami-0123456789abcdef0' } };
const { platform } = await import('../../infra/platform/index.ts');
if (process.argv[2] === 'program') {
  const { registrations } = await record(() => platform({ stage: parseStage(stage), secrets: {} }));
  if (registrations.length < 50) throw new Error(`only ${registrations.length} resources were registered`);
}
