const never = new AbortController().signal;

/** Bounds what is in use at once, such as bytes. Who asks gets in turn. */
export class Budget {
  readonly #limit: number;
  readonly #waiting: { readonly amount: number; readonly grant: () => void }[] = [];
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What is taken. */
  get used(): number {
    return this.#used;
  }

  /**
   * Takes so much when it is free; more than the whole budget is given when nothing else is taken.
   * @returns whether it was taken: not when the signal, if there is one, is aborted before
   */
  async take(amount: number, signal: AbortSignal = never): Promise<boolean> {
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
    const waiter = { amount, grant };
    signal.addEventListener('abort', leave);
    this.#waiting.push(waiter);
    this.#serve();
    return await promise;
  }

  /** Gives so much back. */
  give(amount: number): void {
    this.#used -= amount;
    this.#serve();
  }

  #serve(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (this.#used > 0 && this.#used + next.amount > this.#limit) return;
      this.#waiting.shift();
      this.#used += next.amount;
      next.grant();
    }
  }
}
