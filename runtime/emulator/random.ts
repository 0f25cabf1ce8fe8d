const size = 624;
const middle = 397;

/**
 * CPython's `random.Random(seed)` for an int seed, number for number: the Mersenne Twister MT19937 (Matsumoto and Nishimura, 2002) seeded by
 * `init_by_array`, and the integers that CPython 3.2 and later draws from it (`_randbelow_with_getrandbits`). Not for secrets.
 */
export class PythonRandom {
  readonly #state = new Uint32Array(size);
  #next = size;

  /** @param seed an integer; as in CPython its sign does not count */
  constructor(seed: number | bigint) {
    this.#seedByArray(words(BigInt(seed)));
  }

  /** A whole number of `bits` random bits, 1 to 32. */
  getrandbits(bits: number): number {
    if (!(bits >= 1 && bits <= 32)) throw new RangeError(`getrandbits takes 1 to 32 bits, not ${bits}`);
    return this.#word() >>> (32 - bits);
  }

  /** A whole number in `start` .. `stop` - 1; the range may hold 1 to 2^32 - 1 numbers. */
  randrange(start: number, stop: number): number {
    return start + this.#below(stop - start);
  }

  /** A whole number in `low` .. `high`, ends included. */
  randint(low: number, high: number): number {
    return this.randrange(low, high + 1);
  }

  /** A number in [0, 1) with 53 random bits. */
  random(): number {
    const high = this.#word() >>> 5;
    const low = this.#word() >>> 6;
    return (high * 67_108_864 + low) / 9_007_199_254_740_992;
  }

  #below(count: number): number {
    if (!(count >= 1 && count < 2 ** 32)) throw new RangeError(`no number can be drawn from a range of ${count}`);
    const bits = 32 - Math.clz32(count);
    let drawn = this.getrandbits(bits);
    while (drawn >= count) drawn = this.getrandbits(bits);
    return drawn;
  }

  #word(): number {
    if (this.#next === size) this.#twist();
    let word = this.#at(this.#next++);
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  #twist(): void {
    for (let i = 0; i < size; i++) {
      const mixed = (this.#at(i) & 0x80000000) | (this.#at((i + 1) % size) & 0x7fffffff);
      const odd = mixed & 1 ? 0x9908b0df : 0;
      this.#state[i] = this.#at((i + middle) % size) ^ (mixed >>> 1) ^ odd;
    }
    this.#next = 0;
  }

  #seedByArray(key: readonly number[]): void {
    this.#seedByNumber(19_650_218);
    let i = 1;
    for (let round = 0; round < Math.max(size, key.length); round++) {
      const j = round % key.length;
      this.#state[i] = (this.#at(i) ^ Math.imul(this.#scrambled(i), 1_664_525)) + (key[j] as number) + j;
      i = this.#following(i);
    }
    for (let round = 1; round < size; round++) {
      this.#state[i] = (this.#at(i) ^ Math.imul(this.#scrambled(i), 1_566_083_941)) - i;
      i = this.#following(i);
    }
    this.#state[0] = 0x80000000;
  }

  #seedByNumber(seed: number): void {
    this.#state[0] = seed;
    for (let i = 1; i < size; i++) this.#state[i] = Math.imul(this.#scrambled(i), 1_812_433_253) + i;
  }

  #scrambled(i: number): number {
    return this.#at(i - 1) ^ (this.#at(i - 1) >>> 30);
  }

  #following(i: number): number {
    if (i + 1 < size) return i + 1;
    this.#state[0] = this.#at(size - 1);
    return 1;
  }

  #at(i: number): number {
    return this.#state[i] as number;
  }
}

/** The 32-bit words of a number without its sign, lowest first; 0 has one. */
function words(seed: bigint): number[] {
  const found: number[] = [];
  for (let rest = seed < 0n ? -seed : seed; rest > 0n; rest >>= 32n) found.push(Number(rest & 0xffffffffn));
  return found.length > 0 ? found : [0];
}
