/** The hash that Java's Kafka clients take of a serialized key (`org.apache.kafka.common.utils.Utils.murmur2`), as a signed 32-bit integer. */
export function murmur2(bytes: Uint8Array): number {
  const length = bytes.length;
  let hash = seed ^ length;
  const whole = length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let word = at(bytes, i) | (at(bytes, i + 1) << 8) | (at(bytes, i + 2) << 16) | (at(bytes, i + 3) << 24);
    word = Math.imul(word, multiplier);
    word ^= word >>> 24;
    hash = Math.imul(hash, multiplier) ^ Math.imul(word, multiplier);
  }
  const rest = length - whole;
  if (rest === 3) hash ^= at(bytes, whole + 2) << 16;
  if (rest >= 2) hash ^= at(bytes, whole + 1) << 8;
  if (rest >= 1) hash = Math.imul(hash ^ at(bytes, whole), multiplier);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, multiplier);
  return hash ^ (hash >>> 15);
}

/** The partition that Java's default partitioner gives a key. */
export function keyPartition(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions;
}

const seed = 0x9747b28c | 0;
const multiplier = 0x5bd1e995;

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] as number;
}
