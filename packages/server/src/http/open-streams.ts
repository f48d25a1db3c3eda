import { CoxswainError } from '../coxswain-error.ts'
import type { ApiKeyPrincipal, Authenticator } from '../principal.ts'
import type { Store } from '../store/database.ts'
import { systemScope } from '../store/unit-of-work.ts'
import { settledWithin, type Timers } from '../timers.ts'
import { OpenStream, type OpenStreamOptions } from './open-stream.ts'

export interface OpenStreamsOptions {
  readonly store: Store
  readonly authenticator: Authenticator
  readonly timers: Timers
}

interface Entry {
  readonly stream: OpenStream
  readonly principal: ApiKeyPrincipal
  /** The chunk that lay there at the last look. */
  untaken: number | null
}

/** A key that is revoked or expires must lose its streams within 5 s. */
const lookMs = 4000
/** Looks after which a caller that takes nothing is too slow: about half a minute. */
const looksPerPatience = 4
/** For last words, before what is still open is cut. */
const farewellMs = 5000

/** The streams that are open: ends those that may not go on, and all of them when the server drains. */
export class OpenStreams {
  readonly #options: OpenStreamsOptions
  readonly #entries = new Set<Entry>()
  #cancelLook: (() => void) | null = null
  #looks = 0
  #idle: (() => void)[] = []

  constructor(options: OpenStreamsOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#entries.size
  }

  open(principal: ApiKeyPrincipal, { request, onEnd }: OpenStreamOptions): OpenStream {
    const stream = new OpenStream({
      request,
      onEnd: (end, failure) => {
        this.#remove(entry)
        onEnd(end, failure)
      },
    })
    const entry: Entry = { stream, principal, untaken: null }
    this.#entries.add(entry)
    this.#cancelLook ??= this.#lookLater()
    if (request.aborted) stream.finish('gone')
    return stream
  }

  /** Lets every stream say its last word, and cuts those that can't. */
  async conclude(): Promise<void> {
    if (this.#entries.size === 0) return
    const closed = new Promise<void>((resolve) => this.#idle.push(resolve))
    for (const { stream } of this.#entries) stream.conclude()
    await settledWithin(closed, farewellMs, this.#options.timers)
    for (const { stream } of [...this.#entries]) stream.finish('drained')
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry)
    if (this.#entries.size > 0) return
    this.#cancelLook?.()
    this.#cancelLook = null
    for (const wake of this.#idle.splice(0)) wake()
  }

  #lookLater(): () => void {
    return this.#options.timers.after(lookMs, () => {
      this.#looks += 1
      if (this.#looks % looksPerPatience === 0) this.#endSlow()
      this.#cancelLook = this.#entries.size > 0 ? this.#lookLater() : null
      void this.#endRefused()
    })
  }

  #endSlow(): void {
    for (const entry of [...this.#entries]) {
      const { untaken } = entry.stream
      if (untaken !== null && untaken === entry.untaken) entry.stream.finish('slow')
      entry.untaken = untaken
    }
  }

  async #endRefused(): Promise<void> {
    const principals = new Map<string, ApiKeyPrincipal>()
    for (const { principal } of this.#entries) principals.set(principal.id, principal)
    const refused = await this.#refused([...principals.values()])
    for (const { stream, principal } of [...this.#entries]) {
      if (refused.has(principal.id)) stream.finish('refused')
    }
  }

  /** The keys that are no longer accepted. While the database does not answer, none of them is. */
  async #refused(principals: readonly ApiKeyPrincipal[]): Promise<ReadonlySet<string>> {
    const { store, authenticator } = this.#options
    const refused = new Set<string>()
    try {
      await store.read(systemScope('kernel.streams'), async (unit) => {
        for (const principal of principals) {
          const accepted = await authenticator.recheck(unit, principal).then(() => true, refusal)
          if (!accepted) refused.add(principal.id)
        }
      })
    } catch {
      // What can't be asked now is asked again in a few seconds.
    }
    return refused
  }
}

function refusal(error: unknown): false {
  if (error instanceof CoxswainError && error.status === 401) return false
  throw error
}
