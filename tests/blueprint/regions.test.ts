import { KinesisClient } from '@aws-sdk/client-kinesis';
import test from 'ava';
import { parseStage, partitionOf } from '../../runtime/blueprint/index.ts';
import { devStage } from '../helpers/stage.ts';

/** A region of each start that the AWS SDKs know, with its partition. */
const regions = {
  'us-east-1': 'aws',
  'eu-central-1': 'aws',
  'ap-southeast-2': 'aws',
  'sa-east-1': 'aws',
  'ca-west-1': 'aws',
  'me-south-1': 'aws',
  'af-south-1': 'aws',
  'il-central-1': 'aws',
  'mx-central-1': 'aws',
  'us-gov-east-1': 'aws-us-gov',
  'us-gov-west-1': 'aws-us-gov',
  'cn-north-1': 'aws-cn',
  'cn-northwest-1': 'aws-cn',
  'eusc-de-east-1': 'aws-eusc',
  'us-iso-west-1': 'aws-iso',
  'us-isob-east-1': 'aws-iso-b',
  'eu-isoe-west-1': 'aws-iso-e',
  'us-isof-south-1': 'aws-iso-f',
};

for (const [region, partition] of Object.entries(regions)) {
  test(`${region} is in the partition ${partition}, and refused where the AWS SDK has other endpoints`, (t) => {
    t.is(partitionOf(region), partition as ReturnType<typeof partitionOf>);
    const { endpointProvider } = new KinesisClient({ region }).config;
    const { hostname } = endpointProvider({ Region: region, UseFIPS: false, UseDualStack: false }).url;
    const stage = { ...devStage, region, network: { type: 'managed', zones: [`${region}a`, `${region}b`] } };
    if (hostname.endsWith('.amazonaws.com')) t.is(parseStage(stage).region, region);
    else t.throws(() => parseStage(stage), { message: new RegExp(`\n  region: is in the partition ${partition}, `) });
  });
}
