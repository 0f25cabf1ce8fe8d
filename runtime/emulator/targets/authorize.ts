/** A request that is about to be sent. */
export interface Unauthorized {
  readonly method: 'POST' | 'PUT';
  readonly url: URL;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string;
}

/** Gives the headers that say who sends a request, names and values in turn; asked anew for each attempt. */
export type Authorize = (request: Unauthorized) => Promise<readonly string[]>;
