/** Positions of some records, so that a read need not start at the beginning of the file. */
export class SparseIndex {
  readonly #offsets: number[] = [];
  readonly #positions: number[] = [];

  /** Notes a record's position, unless a noted one is close before it. */
  note(offset: number, position: number): void {
    const last = this.#positions.at(-1);
    if (last !== undefined && position - last < spacing) return;
    this.#offsets.push(offset);
    this.#positions.push(position);
  }

  /** The last noted position at or before an offset. */
  before(offset: number): number {
    let low = 0;
    let high = this.#offsets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#offsets[middle] as number) <= offset) low = middle + 1;
      else high = middle;
    }
    return this.#positions[low - 1] ?? 0;
  }
}

const spacing = 16 * 1024;
