/** A seed as 32-bit words; of a larger number the lowest 64 bits count. */
export interface Seed {
  readonly low: number;
  readonly high: number;
}

export function seedWords(seed: number | bigint): Seed {
  const bits = BigInt.asUintN(64, BigInt(seed));
  return { low: Number(bits & 0xffffffffn) | 0, high: Number(bits >> 32n) | 0 };
}

/**
 * Random draws that are a pure function of (seed, stream, index), so that any row of any table can be made by itself:
 * the generator sfc32 (Chris Doty-Humphrey, PractRand) with the three as its state.
 */
export class Draws {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param stream tells the uses of one index apart, such as a post and a user */
  constructor(seed: Seed, stream: number, index: number) {
    this.#a = seed.low;
    this.#b = seed.high ^ Math.imul(stream + 1, 0x9e3779b9);
    this.#c = index | 0;
    for (let round = 0; round < 12; round++) this.word();
  }

  /** 32 random bits. */
  word(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A number in [0, 1). */
  fraction(): number {
    return this.word() / 2 ** 32;
  }

  /** A whole number in 0 .. `count` - 1. */
  below(count: number): number {
    return Math.floor(this.fraction() * count);
  }

  /** A whole number in `low` .. `high`, ends included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(share: number): boolean {
    return this.fraction() < share;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  /** Eight hexadecimal digits. */
  hex(): string {
    return hexadecimal(this.word());
  }

  uuid4(): string {
    const [b, c, d] = [
      hexadecimal((this.word() & 0xffff0fff) | 0x4000),
      hexadecimal((this.word() & 0x3fffffff) | 0x80000000),
      this.hex(),
    ];
    return `${this.hex()}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}`;
  }

  /** A second from `first` to `last`, both milliseconds, as `YYYY-MM-DD HH:MM:SS` or with a `T`. */
  second(first: number, last: number): string {
    const time = new Date(first + this.below((last - first) / 1000 + 1) * 1000);
    const date = `${time.getUTCFullYear()}-${two(time.getUTCMonth() + 1)}-${two(time.getUTCDate())}`;
    const separator = this.chance(0.5) ? 'T' : ' ';
    return `${date}${separator}${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())}`;
  }
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}

/** A table, since a row has many of these digits: `toString(16)` takes ten times as long. */
const byteDigits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hexadecimal(word: number): string {
  const digits = (shift: number) => byteDigits[(word >>> shift) & 0xff] as string;
  return digits(24) + digits(16) + digits(8) + digits(0);
}
