import test from 'ava';
import {
  batchSpec,
  ingestApi,
  localStage,
  names,
  parseStage,
  restProxyProperties,
  sinkSettings,
  specText,
  streamSpec,
} from '../../runtime/blueprint/index.ts';
import { json, matchesGolden } from '../helpers/golden.ts';
import { devStage } from '../helpers/stage.ts';

test('what is made from a stage is as it was recorded', (t) => {
  const stage = parseStage(devStage);
  const places = { lake: 's3://user-demo-bucket', catalog: 'main', schema: 'pinflow' };
  const files = {
    'stage.json': stage,
    'stage-local.json': localStage('demo'),
    'names.json': names(stage),
    'ingest-api.json': ingestApi(stage, { restProxyUrl: 'http://kafka-client.internal:8082' }),
    'ingest-api-streams.json': ingestApi(
      parseStage({ ...devStage, ingest: { type: 'managed', streamRoutes: 'all' } }),
      {},
    ),
    'rest-proxy.json': restProxyProperties({ bootstrapServers: 'b-1.example:9098,b-2.example:9098' }),
    'sink.json': sinkSettings(stage),
    'sink-strict.json': sinkSettings({ ...stage, sink: { ...stage.sink, errorsTolerance: 'none' } }),
  };
  const texts = Object.entries(files).map(([name, value]) => [name, json(value)]);
  texts.push(
    ['job-batch.json', specText(batchSpec(stage, places))],
    ['job-stream.json', specText(streamSpec(stage, places))],
  );
  matchesGolden(t, 'blueprint', Object.fromEntries(texts));
});
