/**
 * Lets one loop wait for the next item of a source and for other things at the same time. Racing
 * promises instead would hang a new reaction on a source that stays silent, once for every race.
 */
export class Inbox<T> {
  readonly #source: AsyncIterator<T>
  #item: T | null = null
  #failure: { readonly error: unknown } | null = null
  #ended = false
  #wake = () => {}

  constructor(source: AsyncIterator<T>) {
    this.#source = source
    this.#fetch()
  }

  /** Whether the source has no more. */
  get ended(): boolean {
    return this.#ended
  }

  /** The next item, if it is there. Throws what the source threw. */
  take(): T | null {
    const item = this.#item
    if (item !== null) {
      this.#item = null
      this.#fetch()
    } else if (this.#failure !== null) throw this.#failure.error
    return item
  }

  /**
   * Resolves when something new is there to take, or someone wakes the loop: once it has found that
   * nothing is. One loop waits at a time.
   */
  changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  wake(): void {
    this.#wake()
  }

  /** Whether nothing comes within a turn of the event loop: what was on its way has arrived. */
  async isQuiet(): Promise<boolean> {
    await new Promise<void>((resolve) => setImmediate(resolve))
    return this.#item === null && this.#failure === null && !this.#ended
  }

  #fetch(): void {
    this.#source.next().then(
      ({ done, value }) => {
        if (done) this.#ended = true
        else this.#item = value
        this.wake()
      },
      (error: unknown) => {
        this.#failure = { error }
        this.wake()
      },
    )
  }
}
