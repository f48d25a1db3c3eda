import { type Fields, isFields, type Value } from '../expect/value.ts'
import { placeholder } from '../scenario/values.ts'
import type { Caller } from './caller.ts'

export type Kind =
  | 'agent'
  | 'session'
  | 'policy'
  | 'decision'
  | 'action'
  | 'approval'
  | 'assumption'
  | 'api_key'

/** Something that was made in a sequence, and how its steps speak of it. */
export interface Thing {
  kind: Kind
  id: string
  /** What stands for the id in a step: it is another one in every org. */
  ref: string
  status: string | undefined
  /** The client that made it. */
  client: string
  claim?: string
  etag?: string
  /** Fields with so many pairs that no more may fit. */
  crowded?: string[]
  /** What it was made of. */
  body?: Fields
}

/** A page of a list that was read, and what leads to the next one. */
export interface Page {
  operation: string
  query: Fields
  cursor: string
  at: number
}

/** How long keys and cursors are good for. */
export const dayMs = 24 * 3_600_000

/** A call that was carried out under a key of the caller's. */
export interface Keyed {
  operation: string
  path: Value[]
  body: Fields | undefined
  key: string
  client: string
  at: number
}

const prefixes: Record<string, Kind> = {
  ses: 'session',
  pol: 'policy',
  dec: 'decision',
  act: 'action',
  apr: 'approval',
  asm: 'assumption',
  key: 'api_key',
}

/** What a sequence has made so far, as the server told. */
export class World {
  readonly #things: Thing[] = []
  readonly callers: Caller[] = []
  readonly pages: Page[] = []
  readonly keyed: Keyed[] = []
  /** The log as it was last read whole: the name of the answer, and the types of its events. */
  log: { name: string; events: string[] } | undefined
  /** How far the server's clock was moved, in ms. */
  now = 0

  /** What a step speaks of so. */
  find(ref: Value | undefined): Thing | undefined {
    return this.#things.find((thing) => thing.ref === ref)
  }

  of(kind: Kind): Thing[] {
    return this.#things.filter((thing) => thing.kind === kind)
  }

  /** Takes in what a call was answered; `name` is what later steps call the answer. */
  hear(name: string, client: string, body: Value, etag: boolean): Thing | undefined {
    if (!isFields(body)) return undefined
    this.#note(body.id, placeholder(`${name}.id`), client)
    this.#note(body.approval_id, placeholder(`${name}.approval_id`), client)
    const thing = this.#things.find(({ id }) => id === body.id)
    if (thing === undefined) return undefined
    if (typeof body.status === 'string') thing.status = body.status
    if (thing.kind === 'approval') this.#decide(body.action_id, thing.status)
    if (thing.kind === 'action') this.#follow(body.approval_id, thing.status)
    if (typeof body.claim_id === 'string') thing.claim = placeholder(`${name}.claim_id`)
    thing.crowded = Object.keys(body).filter((name) => hasManyPairs(body[name]))
    if (etag) thing.etag = placeholder(`${name}_response.headers.etag`)
    return thing
  }

  /** An agent is called as its maker wants. */
  meet(id: string, status: string): Thing {
    const known = this.#things.find((thing) => thing.kind === 'agent' && thing.id === id)
    const agent: Thing = known ?? { kind: 'agent', id, ref: id, status, client: 'main' }
    if (!known) this.#things.push(agent)
    agent.status = status
    return agent
  }

  caller(name: string): Caller {
    const caller = this.callers.find((one) => one.name === name)
    if (!caller) throw new Error(`there is no caller ${name}`)
    return caller
  }

  /** What was decided about an approval has become of its action too. */
  #decide(action: unknown, status: string | undefined): void {
    const asked = this.#things.find(({ id }) => id === action)
    if (asked?.status === 'pending_approval' && status !== 'pending') asked.status = status
  }

  /** An approval waits as long as its action does, and ends as it ends. */
  #follow(approval: unknown, status: string | undefined): void {
    const asked = this.#things.find(({ id }) => id === approval)
    if (asked) asked.status = status === 'pending_approval' ? 'pending' : (asked.status ?? status)
  }

  #note(id: unknown, ref: string, client: string): void {
    if (typeof id !== 'string' || this.#things.some((thing) => thing.id === id)) return
    const kind = prefixes[id.split('_', 1)[0] as string]
    if (kind) this.#things.push({ kind, id, ref, status: undefined, client })
  }
}

/** More than a patch may bring along: together they could be too many. */
export function hasManyPairs(value: Value | undefined): boolean {
  return isFields(value) && Object.keys(value).length > 20
}
