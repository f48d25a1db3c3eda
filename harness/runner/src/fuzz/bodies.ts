import type { Operation } from '../contract/operation.ts'
import { type Fields, isFields, type Value } from '../expect/value.ts'
import type { Chance } from './chance.ts'
import type { Course } from './course.ts'
import type { Kinds } from './kinds.ts'
import type { Payloads } from './payloads/payloads.ts'
import type { Schema, Schemas } from './payloads/schema.ts'
import { hasManyPairs, type Thing, type World } from './world.ts'

/** When a server's clock begins, as the reference server has it. */
export const beginning = Date.UTC(2026, 1, 13, 18)
/** The longest act, in bytes of its RFC 8785 form; no schema can say that. */
const longestAct = 16_384

export const acts: readonly Fields[] = [
  { type: 'shell', command: 'make deploy' },
  { type: 'file', operation: 'write', path: '/etc/motd', content: 'hello' },
  { type: 'sql', statement: 'delete from carts' },
]
export const actionTypes = ['deploy', 'deploy', 'refund', 'backup', 'wipe']
/** What the usual policies decide about a type. */
const typeDecidedAs: Record<string, string> = {
  require_approval: 'deploy',
  warn: 'refund',
  block: 'wipe',
  allow: 'backup',
}
const rules: readonly Fields[] = [
  { type: 'require_approval', action_types: ['deploy'] },
  { type: 'warn_action_type', action_types: ['refund'] },
  { type: 'block_action_type', action_types: ['wipe'] },
  { type: 'risk_threshold', threshold: 90, decision: 'warn' },
]
const scopes = ['agents:read', 'agents:write', 'events:read', 'actions:write', '*:read']

/** A shell act of so many bytes in its RFC 8785 form. */
export function actOfBytes(bytes: number): Fields {
  const frame = '{"command":"","type":"shell"}'
  return { type: 'shell', command: 'x'.repeat(bytes - frame.length) }
}

/** Draws valid bodies that are about what a sequence has made. */
export class Bodies {
  readonly #schemas: Schemas
  readonly #payloads: Payloads
  readonly #kinds: Kinds
  readonly #course: Course
  readonly #chance: Chance

  constructor(
    { schemas, payloads, kinds }: { schemas: Schemas; payloads: Payloads; kinds: Kinds },
    course: Course,
    chance: Chance,
  ) {
    this.#schemas = schemas
    this.#payloads = payloads
    this.#kinds = kinds
    this.#course = course
    this.#chance = chance
  }

  draw(
    { id, pathParams }: Operation,
    schema: Schema,
    world: World,
    target: Thing | undefined,
  ): Fields {
    const chance = this.#chance
    const body = this.#drawWide(schema, pathParams.length > 0)
    for (const name of target?.crowded ?? []) delete body[name]
    const may = (name: string, probability: number, value: () => Value) => {
      if (name in body && chance.happens(probability)) body[name] = value()
    }
    this.#refer(body, schema, world)
    for (const name of Object.keys(body)) {
      if (/(?:^|_)agent_id$/.test(name)) may(name, 1, () => this.#agent(world).ref)
    }
    may('claim_id', 1, () => target?.claim ?? 'clm_00000000000000000000000000')
    const [name, value] = this.#course.wanted(id, world) ?? []
    const asWanted = (name === 'decision' && typeDecidedAs[value ?? '']) || undefined
    may('action_type', 0.9, () => asWanted ?? chance.pick(actionTypes))
    may('outcome', 0.7, () => (name === 'outcome' && value) || (body.outcome as Value))
    may('act', 0.6, () => this.#act())
    may('modified_act', 0.8, () => this.#act())
    may('rule', 0.85, () => chance.pick(rules))
    may('scopes', 0.8, () => [...new Set(chance.times(1, 2, () => chance.pick(scopes)))])
    may('lease_seconds', 0.7, () => 60)
    may('expires_at', 1, () => instant(world.now + chance.pick([30, 3600]) * 1000))
    // A key that is bound acts for its agent alone; most must not be.
    if (id === 'apiKeys.create' && chance.happens(0.8)) delete body.agent_id
    if (id === 'actions.create') return this.#action(body, world)
    return body
  }

  /** Most of them small, some with one place at an edge. */
  #drawWide(schema: Schema, isPatch: boolean): Fields {
    const chance = this.#chance
    const drawn = this.#payloads.draw(schema, chance) as Fields
    if (!chance.happens(0.25)) return drawn
    const wide = this.#payloads.stretch(schema, drawn, chance) as Fields
    // As many pairs as may be are too many where others are there already.
    const isTooMuch = (isPatch && Object.values(wide).some(hasManyPairs)) || hasTooLongAnAct(wide)
    return isTooMuch ? drawn : wide
  }

  #action(drawn: Fields, world: World): Fields {
    const chance = this.#chance
    const { decision_id: _, ...body } = drawn
    if (chance.happens(0.7)) body.approval_seconds = 60
    const decisions = world.of('decision').filter((decision) => decision.body)
    if (decisions.length === 0 || !chance.happens(0.3)) return body
    const decision = chance.pick(decisions)
    return { goal: 'As decided', ...decision.body, decision_id: decision.ref }
  }

  #act(): Fields {
    return this.#chance.happens(0.04) ? actOfBytes(longestAct) : this.#chance.pick(acts)
  }

  /** What a body speaks of is there; what it need not speak of is left out half of the time. */
  #refer(body: Fields, schema: Schema, world: World): void {
    const { properties = {}, required = [] } = this.#schemas.resolve(schema)
    for (const name of Object.keys(body)) {
      const secret = this.#kinds.ofSecret(properties[name] ?? {})
      const shown = secret ? world.of(secret.kind).flatMap((thing) => thing.secret ?? []) : []
      if (shown.length > 0) body[name] = this.#chance.pick(shown)
      const kind = this.#kinds.ofSchema(properties[name] ?? {})
      if (kind === undefined) continue
      const things = world.of(kind)
      const isGiven = required.includes(name) || this.#chance.happens(0.5)
      if (things.length > 0 && isGiven) body[name] = this.#chance.pick(things).ref
      else delete body[name]
    }
  }

  /** One at work, as a rule. */
  #agent(world: World): Thing {
    const all = world.of('agent')
    const able = all.filter(({ status }) => status !== 'suspended' && status !== 'retired')
    return this.#chance.pick(able.length > 0 && this.#chance.happens(0.9) ? able : all)
  }
}

function hasTooLongAnAct(value: Value): boolean {
  if (Array.isArray(value)) return value.some(hasTooLongAnAct)
  if (!isFields(value)) return false
  return Object.entries(value).some(([name, item]) => {
    const isAct = name === 'act' || name === 'modified_act'
    return isAct ? Buffer.byteLength(JSON.stringify(item)) > longestAct : hasTooLongAnAct(item)
  })
}

export function instant(ms: number): string {
  return new Date(beginning + ms).toISOString()
}
