import { conveniences } from '../contract/conveniences.ts'
import type { Operation } from '../contract/operation.ts'
import { Checks } from '../expect/checks.ts'
import { resolveIdioms } from '../expect/idiom.ts'
import { type Bindings, match } from '../expect/match.ts'
import type { Fields, Value } from '../expect/value.ts'
import type { FaultProxy } from '../proxy/fault-proxy.ts'
import type { Exchange } from '../proxy/recording.ts'
import type { CallbackName, Scenario } from '../scenario/scenario.ts'
import { fillIn, lookupIn } from '../scenario/values.ts'
import type { Org } from '../server/control-client.ts'
import type { DriverProcess } from '../subject/driver-process.ts'
import type { Outcome, Reading } from '../subject/protocol.ts'
import type { Endeavour } from './conclude.ts'
import type { Receiver } from './receiver.ts'
import type { Moment } from './result.ts'
import type { Stage } from './stage.ts'
import { viewExchange } from './wire-view.ts'

export interface BackgroundCall extends Endeavour<Outcome | Reading> {
  callId: string
  /** How many exchanges there had been when it began. */
  begins: number
  /** Of governed work: how often each callback was invoked. */
  invoked?: () => Record<CallbackName, number>
}

/** A stream that a scenario has opened and not closed. */
export interface OpenStream extends Pick<Endeavour<never>, 'client' | 'operation' | 'wire'> {
  callId: string
}

export interface RunInput {
  stage: Stage
  scenario: Scenario
  subject: string
  driver: DriverProcess
  proxy: FaultProxy
  org: Org
  tag: string
  /** Only of scenarios that name it. */
  receiver?: Receiver | undefined
  /** Where its clients' virtual time begins. No two runs share it: ids that hold a time must differ. */
  startMs: number
}

/** One run of one scenario for one subject, while it lasts. */
export class RunContext {
  readonly stage: Stage
  readonly scenario: Scenario
  readonly subject: string
  readonly driver: DriverProcess
  readonly proxy: FaultProxy
  readonly org: Org
  readonly tag: string
  readonly startMs: number
  readonly checks = new Checks()
  readonly handled = new Set<string>()
  readonly idioms: string[] = []
  readonly outcomes: Fields[] = []
  readonly moments: Moment[] = []
  readonly background = new Map<string, BackgroundCall>()
  readonly streams = new Map<string, OpenStream>()
  readonly clients = new Set<string>()
  readonly logs = new Map<string, Value[]>()
  readonly #receiver: Receiver | undefined
  readonly #bindings: Bindings = new Map()
  readonly #names: Fields
  #calls = 0

  constructor(input: RunInput) {
    this.stage = input.stage
    this.scenario = input.scenario
    this.subject = input.subject
    this.driver = input.driver
    this.proxy = input.proxy
    this.org = input.org
    this.tag = input.tag
    this.startMs = input.startMs
    this.#receiver = input.receiver
    this.#names = {
      org: { id: input.org.id, key: input.org.key },
      run: { id: input.tag.replace(/^req_/, 'run_').replace(/_$/, '') },
      bootstrap_token: input.stage.server.address.bootstrap_token,
      proxy: { url: input.proxy.origin, port: new URL(input.proxy.origin).port },
      server: { url: input.stage.server.address.api },
      receiver: { port: String(input.receiver?.port) },
    }
  }

  get receiver(): Receiver {
    if (!this.#receiver) throw new Error('the scenario names no receiver')
    return this.#receiver
  }

  /** Fills in the names that are known by now. */
  fill<T>(value: T, more: Fields = {}): T {
    return fillIn(value as Value, lookupIn({ ...this.#names, ...more }), () => true) as T
  }

  remember(name: string, value: Value): void {
    this.#names[name] = value
  }

  /** Writes down what a step came to; returns the place where the trace has it. */
  note(outcome: Fields, step: string): string {
    this.outcomes.push(outcome)
    this.moments.push({ at_ms: this.proxy.now(), step })
    return `steps[${this.outcomes.length - 1}]`
  }

  /** A client's name in the driver, which runs of other scenarios may share. */
  driverName(client: string): string {
    return `${this.tag}${client}`
  }

  nextCallId(): string {
    this.#calls += 1
    return `${this.tag}_${this.#calls}`
  }

  operation(id: string): Operation {
    const operation = this.stage.operations.get(id)
    if (!operation) throw new Error(`the contract has no operation ${id}`)
    return operation
  }

  /** Undefined: SDKs write this method by hand, and it has neither body nor query. */
  findOperation(id: string): Operation | undefined {
    return conveniences.includes(id) ? undefined : this.operation(id)
  }

  call(name: string): BackgroundCall {
    const call = this.background.get(name)
    if (!call) throw new Error(`no call named ${name} is under way`)
    return call
  }

  stream(name: string): OpenStream {
    const stream = this.streams.get(name)
    if (!stream) throw new Error(`no stream named ${name} is open`)
    return stream
  }

  /** Compares and says whether this expectation held. `place` is where the trace has it. */
  expect(path: string, actual: Value, expected: Value | undefined, place = path): boolean {
    if (expected === undefined) return true
    const before = this.checks.failures.length
    const own = resolveIdioms(this.fill(expected), this.subject, place, this.idioms)
    match({ checks: this.checks, bindings: this.#bindings }, path, actual, own)
    return this.checks.failures.length === before
  }

  /**
   * Waits until no exchange is under way any more, because an SDK may return before its socket. What
   * an open stream does meanwhile is its own affair.
   */
  async settle(): Promise<void> {
    if (this.background.size > 0) return
    const isLive = (exchange: Exchange) => this.streams.size > 0 && this.#isStream(exchange)
    const ended = () =>
      this.proxy.exchanges.every((exchange) => exchange.end !== 'open' || isLive(exchange))
    if (!ended())
      await this.proxy.until(ended, 1200, 'the end of all requests').catch(() => undefined)
  }

  /** Looks at the wire from here on: all of it, or the requests of one operation. */
  tapeWire(operation?: string): () => Fields[] {
    const since = this.proxy.exchanges.length
    return () => this.exchangesOf(operation, since).map(viewExchange)
  }

  /** All of them, or those of one operation; from the one that is `since`th. */
  exchangesOf(operation?: string, since = 0): Exchange[] {
    const exchanges = since === 0 ? this.proxy.exchanges : this.proxy.exchanges.slice(since)
    if (operation === undefined) return exchanges
    return exchanges.filter((exchange) => this.#operationOf(exchange)?.id === operation)
  }

  #isStream(exchange: Exchange): boolean {
    return this.#operationOf(exchange)?.streaming ?? false
  }

  #operationOf({ request }: Exchange): Operation | undefined {
    return this.stage.routes.find(request.method, request.target)
  }
}
