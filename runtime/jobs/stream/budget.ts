/** Bounds the bytes of records that were read and not yet written. Who asks for bytes gets them in turn. */
export class ByteBudget {
  readonly #limit: number;
  readonly #waiting: { readonly bytes: number; readonly grant: () => void }[] = [];
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes that are taken. */
  get used(): number {
    return this.#used;
  }

  /**
   * Takes so many bytes when they are free; more than the whole budget are given when nothing else is taken.
   * @returns whether they were taken: not when the signal is aborted before
   */
  async take(bytes: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const leave = () => {
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      resolve(false);
    };
    const grant = () => {
      signal.removeEventListener('abort', leave);
      resolve(true);
    };
    const waiter = { bytes, grant };
    signal.addEventListener('abort', leave);
    this.#waiting.push(waiter);
    this.#serve();
    return await promise;
  }

  /** Gives bytes back. */
  give(bytes: number): void {
    this.#used -= bytes;
    this.#serve();
  }

  #serve(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (this.#used > 0 && this.#used + next.bytes > this.#limit) return;
      this.#waiting.shift();
      this.#used += next.bytes;
      next.grant();
    }
  }
}
