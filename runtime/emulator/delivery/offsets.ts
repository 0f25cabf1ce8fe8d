/** The distinct offsets of a partition that answers have named. They come nearly in order, so ranges keep them small. */
export class OffsetSet {
  readonly #ranges: { first: number; last: number }[] = [];
  #size = 0;

  /** How many distinct offsets there are. */
  get size(): number {
    return this.#size;
  }

  get first(): number | undefined {
    return this.#ranges[0]?.first;
  }

  get last(): number | undefined {
    return this.#ranges.at(-1)?.last;
  }

  add(offset: number): void {
    const index = this.#startingBy(offset);
    const before = this.#ranges[index];
    if (before !== undefined && offset <= before.last) return;
    this.#size += 1;
    const after = this.#ranges[index + 1];
    const follows = before !== undefined && before.last + 1 === offset;
    const precedes = after !== undefined && after.first - 1 === offset;
    if (follows && precedes) {
      before.last = after.last;
      this.#ranges.splice(index + 1, 1);
    } else if (follows) before.last = offset;
    else if (precedes) after.first = offset;
    else this.#ranges.splice(index + 1, 0, { first: offset, last: offset });
  }

  /** The index of the last range that starts at or before an offset, or -1. */
  #startingBy(offset: number): number {
    let low = -1;
    let high = this.#ranges.length - 1;
    // The newest offset is nearly always in, or right behind, the last range.
    if (high >= 0 && (this.#ranges[high] as { first: number }).first <= offset) return high;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#ranges[middle] as { first: number }).first <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
