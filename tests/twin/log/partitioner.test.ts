import test from 'ava';
import { keyPartition, murmur2 } from '../../../runtime/twin/log/partitioner.ts';

/** Apache Kafka's own vectors (`UtilsTest.testMurmur2`), and keys of every length modulo 4 hashed by the Java client. */
const hashes: [key: string, hash: number][] = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
  ['', 275646681],
  ['0', 971027396],
  ['1', -1993445489],
  ['12', 126087238],
  ['123', -267702483],
  ['1234', -1614185708],
  ['12345', -1188365604],
];

test('a key has the hash that the Java client gives it', (t) => {
  for (const [key, hash] of hashes) t.is(murmur2(Buffer.from(key)), hash, key);
});

test('the partition is the hash without its sign bit, modulo the partitions', (t) => {
  for (const [key, hash] of hashes) {
    for (const partitions of [1, 3, 7, 1000]) {
      const positive = Number(BigInt.asUintN(31, BigInt(hash)));
      t.is(keyPartition(Buffer.from(key), partitions), positive % partitions, key);
    }
  }
});
