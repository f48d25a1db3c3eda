import { isKeyed, type Operation } from '../contract/operation.ts'
import { type Fields, isFields, type Value } from '../expect/value.ts'
import type { RunContext } from '../run/run-context.ts'
import type { Stage } from '../run/stage.ts'
import type { CallStep, Step } from '../scenario/scenario.ts'
import { placeholder } from '../scenario/values.ts'
import type { Chance } from './chance.ts'
import { type Course, time as passing } from './course.ts'
import type { Request, Requests } from './requests.ts'
import type { World } from './world.ts'

/** A call of a sequence: what was drawn, and where its outcome stands in the trace. */
export interface Call {
  operation: string
  /** Drawn to be refused. */
  invalid: boolean
  outcome: number
}

/** Draws some steps that belong together. Each is run before the next one is asked for. */
export type Move = (flight: Flight) => AsyncGenerator<Step, void>

/** A sequence while it is drawn: by its moves, out of what has come of the steps before. */
export class Flight {
  readonly context: RunContext
  readonly stage: Stage
  readonly chance: Chance
  readonly requests: Requests
  readonly course: Course
  readonly world: World
  readonly calls: Call[]
  /** The sequence is about actions, so that some get as far as they can. */
  readonly isGoverned: boolean
  #names = 0

  constructor(
    context: RunContext,
    parts: Pick<Flight, 'chance' | 'requests' | 'course' | 'world' | 'calls' | 'isGoverned'>,
  ) {
    this.context = context
    this.stage = context.stage
    this.chance = parts.chance
    this.requests = parts.requests
    this.course = parts.course
    this.world = parts.world
    this.calls = parts.calls
    this.isGoverned = parts.isGoverned
  }

  /** A name that no other step has. */
  name(prefix = 's'): string {
    this.#names += 1
    return `${prefix}${this.#names}`
  }

  get outcome(): Fields {
    return this.context.outcomes.at(-1) ?? {}
  }

  /** Notes that the last outcome is that of a call. */
  note(operation: string, invalid: boolean): void {
    this.calls.push({ operation, invalid, outcome: this.context.outcomes.length - 1 })
  }

  /** A request as the step that makes it; `name` is what later steps call its answer. */
  step({ id, streaming }: Operation, request: Request, name: string): CallStep {
    const { invalid: _, client, expect, ...rest } = request
    const by = client === 'main' ? {} : { client }
    const held = Object.keys(expect).length > 0 ? { expect } : {}
    return { call: id, ...rest, ...by, ...held, raw: !streaming, as: name }
  }

  /** Takes in what has come of a call. */
  hear(operation: Operation, request: Request, name: string): void {
    this.note(operation.id, request.invalid)
    const { ok, error, response } = this.outcome
    const caller = this.world.caller(request.client)
    if (error !== undefined) this.doubt(operation, request)
    if (error !== undefined || caller.stranger || caller.name === 'root') return
    if (isKeyed(operation)) this.#keep(operation, request)
    if (ok === undefined) {
      this.#forget(operation, request)
      return
    }
    const headers = isFields(response) && isFields(response.headers) ? response.headers : {}
    const etag = 'etag' in headers
    const thing = this.world.hear(name, ok, {
      client: request.client,
      under: request.path,
      etag,
    })
    if (thing && request.body) thing.body = request.body
    this.#follow(operation, request, name, ok)
    if (etag) this.#place(operation, request, name)
  }

  #keep({ id: operation }: Operation, { path, body, client, options }: Request): void {
    const key = options?.idempotency_key
    if (typeof key !== 'string') return
    this.world.keyed.push({ operation, path, body, key, client, at: this.world.now })
  }

  /** What an answer tells beside the thing itself. */
  #follow(operation: Operation, request: Request, name: string, ok: Value): void {
    if (!isFields(ok)) return
    const isOfAgent = operation.id.startsWith('agents.') && request.path.length > 0
    if (isOfAgent && typeof ok.id === 'string') {
      const agent = this.world.meet(ok.id, String(ok.status))
      agent.etag = placeholder(`${name}_response.headers.etag`)
    }
    if (operation.paginated && typeof ok.next_cursor === 'string') {
      const { cursor: _, ...query } = request.query ?? {}
      const cursor = placeholder(`${name}.next_cursor`)
      this.world.pages.push({ operation: operation.id, query, cursor, at: this.world.now })
    }
  }

  /** What callers name themselves is known by its path. */
  #place(operation: Operation, { path }: Request, name: string): void {
    if (!this.world.kinds.isNamedByCallers(operation)) return
    const place = this.world.place(operation.path, path)
    place.status = undefined
    place.etag = placeholder(`${name}_response.headers.etag`)
  }

  /** A deletion that nobody heard of may have been done; keys are not deleted where that may happen. */
  doubt(operation: Operation, request: Request): void {
    const isOfKey = operation.id === 'apiKeys.revoke'
    if (operation.method === 'DELETE' && !isOfKey) this.#forget(operation, request)
  }

  /** What was deleted is none any more; a key that was revoked stays, and is one. */
  #forget({ id, method, path }: Operation, request: Request): void {
    const thing = method === 'DELETE' ? this.world.at(path, request.path) : undefined
    if (thing) thing.status = id === 'apiKeys.revoke' ? 'revoked' : 'deleted'
  }

  /** An operation that has something to be about, with a request; others are put back. */
  choose(draw: (operation: Operation) => Request | undefined, fits = (_: Operation) => true) {
    const left = [...this.stage.operations.values()].filter(
      (operation) => !measuring.includes(operation.id) && fits(operation),
    )
    while (left.length > 0) {
      const operation = this.#pickByWeight(left)
      const request = draw(operation)
      if (request) return { operation, request }
      left.splice(left.indexOf(operation), 1)
    }
    return undefined
  }

  /** Whether the course asks for nothing so much as for time to pass. */
  get waits(): boolean {
    return this.course.next(this.world).has(passing)
  }

  /** Whether the course asks for signals, of which there are none yet. */
  get looks(): boolean {
    return this.course.next(this.world).has('signals.list')
  }

  #pickByWeight(operations: readonly Operation[]): Operation {
    // Every third time it strays.
    const next = this.chance.happens(0.67) ? this.course.next(this.world) : new Map()
    const weights = operations.map((operation) => this.#weigh(operation, next))
    let rest = this.chance.next() * weights.reduce((total, weight) => total + weight, 0)
    const picked = operations.find((_, index) => {
      rest -= weights[index] as number
      return rest <= 0
    })
    return picked ?? this.chance.pick(operations)
  }

  /** What carries a thing further comes more often than what only looks, and what the course asks for first. */
  #weigh({ id, pathParams, transaction }: Operation, next: ReadonlyMap<string, unknown>): number {
    const usual = 1 + pathParams.length + (transaction === 'write' ? 2 : 0)
    const base = seldom.includes(id) ? usual / 10 : usual
    const isAbout = /^(?:actions|approvals|assumptions)\./.test(id)
    return base * (this.isGoverned && !isAbout ? 0.2 : 1) + (next.has(id) ? 60 : 0)
  }
}

/** What measures something must not stand where the rest is to be compared. */
export const measuring = ['ops.metrics', 'ops.health']
/** Large, and always the same; or the end of what others could be about. */
const seldom = [
  'ops.openapi',
  'orgs.bootstrap',
  'agents.retire',
  'actions.cancel',
  'approvals.deny',
]
