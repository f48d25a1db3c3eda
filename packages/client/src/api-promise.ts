/** A result together with the response that carried it. */
export interface APIResponse<T> {
  readonly data: T
  readonly status: number
  readonly headers: Headers
  /** `X-Request-Id` of the answer: what to quote to whoever runs the server. */
  readonly requestId: string | undefined
}

/**
 * The promise of a call's result. The call is already under way; `withResponse()` gives the same
 * result with status, headers and request id. Rejects with a `CoxswainError`.
 */
export class APIPromise<T> extends Promise<T> {
  readonly #response: Promise<APIResponse<T>>

  // `then` hands out plain promises, so that the constructor below is never called by the engine.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  constructor(response: Promise<APIResponse<T>>) {
    // The base promise is never observed: were it to follow `response`, a caller who only asks for
    // `withResponse()` would see an unhandled rejection.
    super(() => undefined)
    this.#response = response
  }

  withResponse(): Promise<APIResponse<T>> {
    return this.#response
  }

  // `catch` and `finally` go through it as well.
  // biome-ignore lint/suspicious/noThenProperty: a promise that defers to the response it stands for
  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#response.then((response) => response.data).then(onFulfilled, onRejected)
  }
}
