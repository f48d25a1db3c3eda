import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { makeAnswer } from './answer.ts'
import { deliver } from './deliver.ts'
import { type Exchange, header, type RecordedRequest, toHeaderList } from './recording.ts'
import { type Rule, RuleBook, ruleName } from './rule.ts'
import { serveScript, serveStream } from './serve-stream.ts'
import { ask, changeRequest, type UpstreamAnswer } from './upstream.ts'

export interface FaultProxyOptions {
  /** The origin of the server behind it. */
  upstream: string
  /** Marks every request that reaches the server: `X-Request-Id: <tag>_<n>`, unless it has one. */
  tag: string
  /** How long the server may take, in ms. Default 15,000. */
  upstreamTimeoutMs?: number
  /** Names the operation that a request reaches, for rules that ask for one. */
  operationOf?: (method: string, target: string) => string | undefined
}

/** A proxy for one run of one scenario: its own port, its own rules, its own recording. */
export class FaultProxy {
  readonly rules = new RuleBook()
  readonly exchanges: Exchange[] = []
  readonly #upstream: URL
  readonly #tag: string
  readonly #timeoutMs: number
  readonly #operationOf: NonNullable<FaultProxyOptions['operationOf']>
  readonly #agent = new Agent({ keepAlive: true })
  readonly #connections = new Map<Socket, { number: number; requests: number }>()
  readonly #server = createServer((request, response) => {
    void this.#serve(request, response)
  })
  readonly #openedAt = performance.now()
  readonly #watchers = new Set<() => void>()
  #releases = 0
  #opened = 0
  #forwarded = 0
  #asking = 0

  constructor(options: FaultProxyOptions) {
    this.#upstream = new URL(options.upstream)
    this.#tag = options.tag
    this.#timeoutMs = options.upstreamTimeoutMs ?? 15_000
    this.#operationOf = options.operationOf ?? (() => undefined)
    this.#server.keepAliveTimeout = 0
    this.#server.requestTimeout = 0
    this.#server.on('connection', (socket) => {
      this.#opened += 1
      this.#connections.set(socket, { number: this.#opened, requests: 0 })
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        this.#connections.delete(socket)
        this.#changed()
      })
    })
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(0, '127.0.0.1', resolve)
    })
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Milliseconds since it was opened: the time of everything that it records. */
  now(): number {
    return performance.now() - this.#openedAt
  }

  get openConnections(): number {
    return this.#connections.size
  }

  /** Resolves when the condition holds, looked at after every change; rejects after `withinMs`. */
  until(condition: () => boolean, withinMs: number, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!condition()) return
        clearTimeout(timer)
        this.#watchers.delete(look)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#watchers.delete(look)
        reject(new Error(`${what} did not happen within ${withinMs} ms`))
      }, withinMs)
      this.#watchers.add(look)
      look()
    })
  }

  /** Resolves when the server has answered everything, also what nobody waits for any more. */
  answered(withinMs: number): Promise<void> {
    return this.until(() => this.#asking === 0, withinMs, 'the last answer of the server')
  }

  /** The nth hold of every scripted stream ends with the nth release, whichever comes first. */
  releaseStreams(): void {
    this.#releases += 1
    this.#changed()
  }

  async close(): Promise<void> {
    for (const socket of this.#connections.keys()) socket.destroy()
    this.#agent.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const connection = this.#connections.get(incoming.socket)
    const request: RecordedRequest = {
      method: incoming.method ?? '',
      target: incoming.url ?? '',
      headers: toHeaderList(incoming.rawHeaders),
      body: Buffer.alloc(0),
    }
    const rule = this.rules.take({
      method: request.method,
      path: request.target.split('?', 1)[0] as string,
      attempt: Number(header(request.headers, 'x-coxswain-attempt') ?? 0),
      operation: this.#operationOf(request.method, request.target),
    })
    const exchange: Exchange = {
      at_ms: this.now(),
      connection: connection?.number ?? 0,
      fault: rule ? ruleName(rule) : null,
      request,
      response: null,
      end: 'open',
      ended_ms: null,
      upstream: null,
    }
    if (connection) connection.requests += 1
    const leave = () => {
      if (exchange.end === 'open') exchange.end = 'closed_by_client'
      exchange.ended_ms ??= this.now()
      this.#changed()
    }
    incoming.socket.once('close', leave)
    const reused = (connection?.requests ?? 0) > 1
    try {
      request.body = await readAll(incoming)
      this.exchanges.push(exchange)
      this.#changed()
      await this.#answer(exchange, rule, outgoing, reused)
    } catch (error) {
      if (exchange.end === 'open') exchange.end = 'cut'
      exchange.fault = `${exchange.fault ?? 'proxy'}: ${(error as Error).message}`
      incoming.socket.destroy()
    }
    exchange.ended_ms ??= this.now()
    incoming.socket.off('close', leave)
    this.#changed()
  }

  async #answer(
    exchange: Exchange,
    rule: Rule | undefined,
    outgoing: ServerResponse,
    reused: boolean,
  ): Promise<void> {
    const deed = rule?.do ?? {}
    const socket = outgoing.socket
    if (deed.reset || (deed.reset_when_reused && reused)) {
      socket?.resetAndDestroy()
      exchange.end = 'reset'
      return
    }
    if (deed.half_close) {
      socket?.end()
      exchange.end = 'cut'
      return
    }
    const tape = {
      exchange,
      now: () => this.now(),
      onFrame: () => this.#changed(),
      released: (holds: number) => this.#released(holds, outgoing),
    }
    if (deed.respond?.sse) {
      exchange.end = await serveScript(outgoing, tape, deed.respond)
      return
    }
    const given = deed.respond
      ? { response: makeAnswer(deed.respond, undefined) }
      : await this.#forward(exchange, rule)
    if (deed.lose_answer) {
      given.stream?.destroy()
      socket?.resetAndDestroy()
      exchange.end = 'reset'
      return
    }
    const response = deed.answer ? makeAnswer(deed.answer, given.response) : given.response
    exchange.response = response
    if (deed.deliver?.cut_head) given.stream?.destroy()
    exchange.end =
      given.stream && !deed.deliver?.cut_head
        ? await serveStream(outgoing, tape, { response, stream: given.stream }, deed.stream ?? {})
        : await deliver(outgoing, response, deed.deliver ?? {})
  }

  async #forward(exchange: Exchange, rule: Rule | undefined): Promise<UpstreamAnswer> {
    const request = changeRequest(exchange.request, rule?.do.rewrite)
    if (header(request.headers, 'x-request-id') === undefined) {
      this.#forwarded += 1
      request.headers.push([
        'X-Request-Id',
        `${this.#tag}_${String(this.#forwarded).padStart(3, '0')}`,
      ])
    }
    this.#asking += 1
    const at_ms = this.now()
    try {
      const answer = await ask(this.#upstream, this.#agent, request, this.#timeoutMs)
      const answered_ms = this.now()
      exchange.upstream = { at_ms, answered_ms, request, response: answer.response }
      return answer
    } finally {
      this.#asking -= 1
      this.#changed()
    }
  }

  async #released(holds: number, outgoing: ServerResponse): Promise<void> {
    const over = () => this.#releases >= holds || outgoing.destroyed
    await this.until(over, this.#timeoutMs, 'the release of a stream')
  }

  #changed(): void {
    for (const look of [...this.#watchers]) look()
  }
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
