import { isFields, type Value } from '../expect/value.ts'
import { placeholder } from '../scenario/values.ts'

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
  /** A cursor of the log after which there is an event. */
  cursor: string | undefined

  of(kind: Kind): Thing[] {
    return this.#things.filter((thing) => thing.kind === kind)
  }

  /** Takes in what a step was answered; `name` is what later steps call the answer. */
  hear(name: string, client: string, body: Value, etag: string | undefined): void {
    if (!isFields(body)) return
    this.#note(body.id, placeholder(`${name}.id`), client)
    this.#note(body.approval_id, placeholder(`${name}.approval_id`), client)
    const thing = this.#things.find(({ id }) => id === body.id)
    if (thing === undefined) return
    if (typeof body.status === 'string') thing.status = body.status
    if (thing.kind === 'approval') this.#decide(body.action_id, thing.status)
    if (typeof body.claim_id === 'string') thing.claim = placeholder(`${name}.claim_id`)
    if (etag !== undefined) thing.etag = etag
  }

  /** An agent is called as its maker wants. */
  meet(id: string, status: string): void {
    const known = this.#things.find((thing) => thing.kind === 'agent' && thing.id === id)
    if (known) known.status = status
    else this.#things.push({ kind: 'agent', id, ref: id, status, client: 'main' })
  }

  /** What was decided about an approval has become of its action too. */
  #decide(action: unknown, status: string | undefined): void {
    const asked = this.#things.find(({ id }) => id === action)
    if (asked?.status === 'pending_approval' && status !== 'pending') asked.status = status
  }

  #note(id: unknown, ref: string, client: string): void {
    if (typeof id !== 'string' || this.#things.some((thing) => thing.id === id)) return
    const kind = prefixes[id.split('_', 1)[0] as string]
    if (kind) this.#things.push({ kind, id, ref, status: undefined, client })
  }
}
