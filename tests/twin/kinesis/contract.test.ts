import type { KinesisClient } from '@aws-sdk/client-kinesis';
import test, { type ExecutionContext } from 'ava';
import { kinesisClient, startKinesalite } from '../../helpers/kinesis.ts';
import { openKinesis } from '../helpers/kinesis.ts';
import { behaviours } from './helpers/behaviours.ts';

/** A service with what it cannot do, by the names of the behaviours. */
interface Candidate {
  readonly name: string;
  readonly open: (t: ExecutionContext) => Promise<KinesisClient>;
  readonly unable: readonly string[];
}

const candidates: readonly Candidate[] = [
  {
    name: 'the twin',
    open: async (t) => kinesisClient(t, (await openKinesis(t)).url),
    unable: ['tags a stream', 'changes the retention of a stream'],
  },
  {
    name: 'kinesalite',
    open: startKinesalite,
    unable: [
      'creates an on-demand stream of four shards',
      'refuses to split a shard of an on-demand stream',
      'takes the ARN of a stream in place of its name',
      'lists streams page by page by tokens',
      'says in a list what the streams are',
      'describes the shards of a stream page by page',
      'lists shards page by page by tokens',
      'lists the shards that are open now',
      'lists the shards after one of them by a filter',
      'lists the shards that were open at a time',
      'refuses a filter without what its type needs',
      'tells two streams of one name apart by their creation',
      'names the children at the end of a closed shard',
      'ends a closed shard with its last record',
      'merges shards whichever is named first',
      'tells how far a read is behind the tip',
      'starts at a time after every record',
      'takes ten mebibytes in one request, and not a byte more',
      'refuses a record that is too large with its key',
      'does not know the iterators of a stream that was deleted and created again',
    ],
  },
];

for (const { name, open, unable } of candidates) {
  for (const [behaviour, hold] of Object.entries(behaviours)) {
    if (unable.includes(behaviour)) {
      test.serial(`${name} cannot: ${behaviour}`, async (t) => {
        const client = await open(t);
        await t.throwsAsync(hold(client), undefined, 'it can: take it off the list');
      });
    } else {
      test.serial(`${name} ${behaviour}`, async (t) => {
        const client = await open(t);
        await t.notThrowsAsync(hold(client));
      });
    }
  }

  test.serial(`what ${name} cannot do is among the behaviours`, (t) => {
    t.deepEqual(
      unable.filter((behaviour) => !Object.hasOwn(behaviours, behaviour)),
      [],
    );
  });
}
