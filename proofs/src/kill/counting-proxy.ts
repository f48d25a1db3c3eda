import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/**
 * Stands between callers and a server, and counts what is under way: requests of which bytes were
 * forwarded and of whose answer the head has not come back yet.
 */
export interface CountingProxy {
  readonly url: string
  readonly unanswered: number
  readonly answered: number
  /** Requests whose connection ended before the head of an answer had come. */
  readonly abandoned: number
  /** Where connections lead from now on; `null` refuses them. Those that stand stay as they are. */
  aim(port: number | null): void
  /** Resolves in the very tick in which the counts are as wished. */
  when(wished: (counts: Pick<CountingProxy, 'answered' | 'unanswered'>) => boolean): Promise<void>
  close(): Promise<void>
}

const endOfHead = Buffer.from('\r\n\r\n')

export async function createCountingProxy(): Promise<CountingProxy> {
  const counts = { unanswered: 0, answered: 0, abandoned: 0 }
  const sockets = new Set<Socket>()
  let target: number | null = null
  let watch: (() => void) | null = null
  const exchange = () => new Exchange(counts, () => watch?.())
  const server = createServer((caller) => {
    sockets.add(caller)
    caller.on('error', () => undefined)
    caller.once('close', () => sockets.delete(caller))
    if (target === null) caller.destroy()
    else relay(caller, connect(target, '127.0.0.1'), exchange())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    get unanswered() {
      return counts.unanswered
    },
    get answered() {
      return counts.answered
    },
    get abandoned() {
      return counts.abandoned
    },
    aim(next) {
      target = next
    },
    when: (wished) =>
      new Promise((resolve) => {
        watch = () => {
          if (!wished(counts)) return
          watch = null
          resolve()
        }
      }),
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

interface Counts {
  unanswered: number
  answered: number
  abandoned: number
}

/**
 * Requests and answers of one connection, one after the other:
 *
 *     idle | bytes of the caller          -> asked
 *     asked | end of a head of the server -> idle
 *     asked | the connection ends         -> abandoned
 */
class Exchange {
  readonly #counts: Counts
  readonly #changed: () => void
  #asked = false
  #head: Buffer = Buffer.alloc(0)

  constructor(counts: Counts, changed: () => void) {
    this.#counts = counts
    this.#changed = changed
  }

  asked(): void {
    if (this.#asked) return
    this.#asked = true
    this.#head = Buffer.alloc(0)
    this.#counts.unanswered += 1
    this.#changed()
  }

  answered(chunk: Buffer): void {
    if (!this.#asked) return
    this.#head = Buffer.concat([this.#head, chunk])
    if (!this.#head.includes(endOfHead)) return
    this.#asked = false
    this.#counts.unanswered -= 1
    this.#counts.answered += 1
    this.#changed()
  }

  ended(): void {
    if (!this.#asked) return
    this.#asked = false
    this.#counts.unanswered -= 1
    this.#counts.abandoned += 1
  }
}

function relay(caller: Socket, server: Socket, exchange: Exchange): void {
  const end = () => {
    exchange.ended()
    caller.destroy()
    server.destroy()
  }
  server.once('connect', () => {
    caller.on('data', (chunk) => {
      server.write(chunk)
      exchange.asked()
    })
  })
  server.on('data', (chunk) => {
    exchange.answered(chunk)
    caller.write(chunk)
  })
  server.on('error', () => undefined)
  for (const socket of [caller, server]) socket.once('close', end)
}
