import { type Fields, isFields, type Value } from '../expect/value.ts'
import { placeholder } from '../scenario/values.ts'
import type { Caller } from './caller.ts'
import { agentKind, type Kind, type Kinds } from './kinds.ts'

/** Something that was made in a sequence, and how its steps speak of it. */
export interface Thing {
  kind: Kind
  id: string
  /** What stands for the id in a step: it is another one in every org. */
  ref: string
  /** The whole path to what callers name themselves. */
  path?: readonly Value[]
  /** The path under which it was told of. */
  under?: readonly Value[]
  status: string | undefined
  /** The client that made it. */
  client: string
  claim?: string
  /** What stands for what was shown when it was made, and never again. */
  secret?: string
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

/** Who was told of a thing, and under which path. */
type Told = Required<Pick<Thing, 'client' | 'under'>>

/** How an answer came. */
interface Heard {
  client: string
  under?: readonly Value[]
  etag?: boolean
}

/** Of a page so many things are noted that nothing but lists tells of. */
const notedOfPage = 2

/** What a sequence has made so far, as the server told. */
export class World {
  readonly kinds: Kinds
  readonly #things: Thing[] = []
  readonly callers: Caller[] = []
  readonly pages: Page[] = []
  readonly keyed: Keyed[] = []
  /** The log as it was last read whole: the name of the answer, and the types of its events. */
  log: { name: string; events: string[] } | undefined
  /** How far the server's clock was moved, in ms. */
  now = 0

  constructor(kinds: Kinds) {
    this.kinds = kinds
  }

  /** What a path leads to. */
  at(kind: Kind, path: readonly Value[]): Thing | undefined {
    const place = JSON.stringify(path)
    return this.#things.find((thing) => {
      return thing.path ? thing.kind === kind && thing.id === place : thing.ref === path.at(-1)
    })
  }

  of(kind: Kind): Thing[] {
    return this.#things.filter((thing) => thing.kind === kind)
  }

  /** Takes in what a call was answered; `name` is what later steps call the answer. */
  hear(name: string, body: Value, { client, under = [], etag = false }: Heard): Thing | undefined {
    if (!isFields(body)) return undefined
    const told = { client, under }
    this.#note(body.id, placeholder(`${name}.id`), told)
    for (const [field, value] of Object.entries(body)) {
      if (isFields(value)) this.#noteInner(field, value.id, name, told)
      else this.#noteNamed(field, value, name, told)
    }
    this.#notePage(body.data, name, told)
    const thing = this.#things.find(({ id }) => id === body.id)
    if (thing === undefined) return undefined
    if (typeof body.status === 'string') thing.status = body.status
    if (thing.kind === 'approval') this.#decide(body.action_id, thing.status)
    if (thing.kind === 'action') this.#follow(body.approval_id, thing.status)
    if (typeof body.claim_id === 'string') thing.claim = placeholder(`${name}.claim_id`)
    const secret = this.kinds.secretOf(thing.kind)
    if (secret && typeof body[secret] === 'string') thing.secret = placeholder(`${name}.${secret}`)
    thing.crowded = Object.keys(body).filter((name) => hasManyPairs(body[name]))
    if (etag) thing.etag = placeholder(`${name}_response.headers.etag`)
    return thing
  }

  /** An agent is called as its maker wants. */
  meet(id: string, status: string): Thing {
    const known = this.#things.find((thing) => thing.kind === agentKind && thing.id === id)
    const agent: Thing = known ?? { kind: agentKind, id, ref: id, status, client: 'main' }
    if (!known) this.#things.push(agent)
    agent.status = status
    return agent
  }

  /** What callers name by a whole path. */
  place(kind: Kind, path: readonly Value[]): Thing {
    const id = JSON.stringify(path)
    const known = this.#things.find((thing) => thing.kind === kind && thing.id === id)
    const place = known ?? { kind, id, ref: id, path, status: undefined, client: 'main' }
    if (!known) this.#things.push(place)
    return place
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

  /** `api_key` is one; the `resource` of an event may be whatever the org began with. */
  #noteInner(field: string, id: Value | undefined, name: string, told: Told): void {
    if (typeof id !== 'string' || field !== this.kinds.ofId(id)) return
    this.#note(id, placeholder(`${name}.${field}.id`), told)
  }

  /** `approval_id` speaks of an approval; `parent_action_id` of what is known already. */
  #noteNamed(field: string, value: Value | undefined, name: string, told: Told): void {
    if (typeof value !== 'string' || field !== `${this.kinds.ofId(value)}_id`) return
    this.#note(value, placeholder(`${name}.${field}`), told)
  }

  /** Of what no call makes, lists alone tell. */
  #notePage(data: Value | undefined, name: string, told: Told): void {
    if (!Array.isArray(data)) return
    for (const [index, item] of data.slice(0, notedOfPage).entries()) {
      const id = isFields(item) ? item.id : undefined
      const kind = typeof id === 'string' ? this.kinds.ofId(id) : undefined
      if (kind === undefined || this.kinds.makerOf(kind)) continue
      this.#note(id, placeholder(`${name}.data.${index}.id`), told)
    }
  }

  #note(id: unknown, ref: string, told: Told): void {
    if (typeof id !== 'string' || this.#things.some((thing) => thing.id === id)) return
    const kind = this.kinds.ofId(id)
    if (kind) this.#things.push({ kind, id, ref, status: undefined, ...told })
  }
}

/** More than a patch may bring along: together they could be too many. */
export function hasManyPairs(value: Value | undefined): boolean {
  return isFields(value) && Object.keys(value).length > 20
}
