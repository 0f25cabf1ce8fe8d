/** A process that replays every rejected record with a patch: `run-replay.ts BUCKET TABLES PATCH`. */
import { localStage } from '../../../runtime/blueprint/index.ts';
import { replayQuarantine } from '../../../runtime/jobs/index.ts';

const [bucket = '', tables = '', patch = ''] = process.argv.slice(2);
await replayQuarantine({
  stage: localStage('demo'),
  bucket,
  tables,
  selection: {},
  repair: { by: 'patch', patch: JSON.parse(patch) },
});
