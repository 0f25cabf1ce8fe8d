import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(4096);
let next = pool.length;

/** Some random bytes, at most 4096, for ids. They are drawn many at a time: each draw costs as much as the rest of a request's headers. */
export function randomId(bytes: number): Buffer {
  if (next + bytes > pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  next += bytes;
  return pool.subarray(next - bytes, next);
}
