import type { Fault } from '../faults/fault.ts'
import { Lifeline } from '../load/lifeline.ts'
import type { Reach } from '../load/org.ts'
import { type CountingProxy, createCountingProxy } from './counting-proxy.ts'
import { type ServerProcess, startServer } from './server-process.ts'

/** A server that is killed and comes back, always under the same address. */
export class KillableServer {
  readonly path: string
  readonly proxy: CountingProxy
  readonly #fault: Fault | null
  readonly #lifeline = new Lifeline()
  #process: ServerProcess | null = null

  private constructor(path: string, proxy: CountingProxy, fault: Fault | null) {
    this.path = path
    this.proxy = proxy
    this.#fault = fault
  }

  static async open(path: string, fault: Fault | null): Promise<KillableServer> {
    const server = new KillableServer(path, await createCountingProxy(), fault)
    await server.revive()
    return server
  }

  /** For clients: whose calls break, wait until there is a server again. */
  get reach(): Reach {
    return { baseUrl: this.proxy.url, runtime: this.#lifeline.runtime }
  }

  /**
   * Kills it in the very tick in which the proxy's counts are as wished. Resolves when it is gone, to
   * the number of requests that were unanswered when it was killed.
   */
  async killWhen(wished: Parameters<CountingProxy['when']>[0]): Promise<number> {
    let gone: Promise<void> | undefined
    let unanswered = 0
    await this.proxy.when((counts) => {
      if (!wished(counts)) return false
      unanswered = counts.unanswered
      this.#lifeline.cut()
      this.proxy.aim(null)
      gone = this.#process?.kill()
      return true
    })
    await gone
    return unanswered
  }

  async revive(): Promise<void> {
    this.#process = await startServer(this.path, this.#fault)
    this.proxy.aim(this.#process.port)
    this.#lifeline.restore()
  }

  async stop(): Promise<void> {
    await this.proxy.close()
    await this.#process?.stop()
  }
}
