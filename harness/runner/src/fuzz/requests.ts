import type { Operation } from '../contract/operation.ts'
import { isKeyed } from '../contract/operation.ts'
import type { Fields, Value } from '../expect/value.ts'
import { placeholder } from '../scenario/values.ts'
import { Bodies } from './bodies.ts'
import { refusalOf } from './caller.ts'
import type { Chance } from './chance.ts'
import type { Course } from './course.ts'
import { refused, wellFormed } from './expectations.ts'
import { agentKind, type Kinds } from './kinds.ts'
import type { Payloads } from './payloads/payloads.ts'
import type { Schema, Schemas } from './payloads/schema.ts'
import { spoils } from './spoils.ts'
import type { Thing, World } from './world.ts'

/** What a call is made with, as a step of a scenario says it, and what must come of it. */
export interface Request {
  path: Value[]
  body?: Fields
  query?: Fields
  options?: Fields
  client: string
  expect: Fields
  /** Drawn to be refused. */
  invalid: boolean
}

const agentNames = ['a-1', 'a-2', 'a-3', 'a:@.-3']

/** What the course asks for is spoilt less often, or it would get nowhere. */
const invalidShare = { onCourse: 0.14, besides: 0.6 }

/** Draws requests that fit what a sequence has made so far, and some that do not. */
export class Requests {
  readonly #schemas: Schemas
  readonly #payloads: Payloads
  readonly #bodies: Bodies
  readonly #kinds: Kinds
  readonly #course: Course
  readonly #chance: Chance
  #keys = 0

  constructor(
    { schemas, payloads, kinds }: { schemas: Schemas; payloads: Payloads; kinds: Kinds },
    course: Course,
    chance: Chance,
  ) {
    this.#schemas = schemas
    this.#payloads = payloads
    this.#kinds = kinds
    this.#bodies = new Bodies({ schemas, payloads, kinds }, course, chance)
    this.#course = course
    this.#chance = chance
  }

  /** Undefined: there is nothing yet that the operation could be about. */
  draw(operation: Operation, world: World): Request | undefined {
    const valid = this.drawValid(operation, world)
    const isNext = this.#course.next(world).has(operation.id)
    const share = isNext ? invalidShare.onCourse : invalidShare.besides
    return valid && this.#chance.happens(share) ? this.#spoil(operation, valid, world) : valid
  }

  drawValid(operation: Operation, world: World): Request | undefined {
    if (operation.streaming && (world.log?.events.length ?? 0) < 2) return undefined
    if (this.#kinds.neededBy(operation).some((kind) => world.of(kind).length === 0))
      return undefined
    const target = this.#target(operation, world)
    if (target === undefined && operation.pathParams.length > 0) return undefined
    const request: Request = {
      path: target ? [...(target.path ?? [target.ref])] : [],
      client: this.#client(operation, target),
      expect: {},
      invalid: false,
    }
    const schema = this.#schemas.bodyOf(operation)
    if (schema) request.body = this.#bodies.draw(operation, schema, world, target)
    else if (operation.queryParams.length > 0) request.query = this.#query(operation, world)
    const options = this.#options(operation, target)
    if (Object.keys(options).length > 0) request.options = options
    const refusal = refusalOf(world.caller(request.client), operation, world)
    request.invalid = refusal !== undefined
    request.expect = refusal ? refused(refusal.status, refusal.code) : wellFormed(request.body)
    return request
  }

  #spoil(operation: Operation, valid: Request, world: World): Request {
    const { client: _, ...rest } = valid
    const request = { ...rest, client: operation.security === 'bootstrapToken' ? 'root' : 'main' }
    const [schemas, payloads, chance] = [this.#schemas, this.#payloads, this.#chance]
    const left = [...spoils]
    while (left.length > 0) {
      const [spoil] = left.splice(chance.within(0, left.length - 1), 1)
      const spoilt = spoil?.({ operation, request, world, schemas, payloads, chance })
      if (spoilt) return { ...request, ...spoilt, invalid: true }
    }
    return valid
  }

  #target(operation: Operation, world: World): Thing | undefined {
    const chance = this.#chance
    const parts = this.#kinds.inPath(operation)
    const [name, kind] = parts.at(-1) ?? []
    if (name === undefined) return undefined
    if (name === 'org_id') return thing(chance.pick([placeholder('org.id'), 'current']))
    if (operation.id === 'agents.upsert') return thing(chance.pick(agentNames))
    if (this.#kinds.isNamedByCallers(operation)) return this.#place(operation, world)
    if (kind === undefined) return undefined
    const target = this.#among(world.of(kind), operation)
    if (target === undefined || parts.length === 1) return target
    const above = parts
      .slice(0, -1)
      .flatMap(([, one]) => this.#among(world.of(one ?? ''), operation) ?? [])
    const refs = above.map(({ ref }) => ref)
    const under = target.under?.length === parts.length - 1 ? target.under : refs
    return under.length < parts.length - 1 ? undefined : { ...target, path: [...under, target.ref] }
  }

  /** What callers name themselves: few names, so that they meet. */
  #place(operation: Operation, world: World): Thing {
    const known = world.of(operation.path)
    if (known.length > 0 && this.#chance.happens(0.7)) return this.#chance.pick(known)
    const path = this.#kinds.inPath(operation).map(([name, kind]) => {
      const things = kind === undefined ? [] : world.of(kind)
      return things.length > 0
        ? this.#chance.pick(things).ref
        : this.#chance.pick([`${name}-1`, `${name}:@.-2`])
    })
    return { kind: operation.path, id: '', ref: '', path, status: undefined, client: 'main' }
  }

  #among(all: readonly Thing[], { id }: Operation): Thing | undefined {
    const chance = this.#chance
    const able = all.filter((one) => this.#course.suits(id, one))
    if (able.length > 0 && !chance.happens(0.1)) return chance.pick(able)
    return all.length > 0 && chance.happens(0.25) ? chance.pick(all) : undefined
  }

  /** Who asked must not decide: what needs a person is asked for by `worker`. */
  #client({ id, security }: Operation, target: Thing | undefined): string {
    if (security === 'bootstrapToken') return 'root'
    if (id === 'actions.create') return this.#chance.happens(0.8) ? 'worker' : 'main'
    if (/^actions\.(claim|renew|outcome)$/.test(id)) return target?.client ?? 'main'
    return 'main'
  }

  #query(operation: Operation, world: World): Fields {
    const chance = this.#chance
    if (operation.streaming) return { last_event_id: placeholder(`${world.log?.name}.data.0.id`) }
    const query: Fields = {}
    const { properties = {}, required = [] } = this.#schemas.parametersOf(operation, 'query')
    for (const [name, schema] of Object.entries(properties)) {
      if (name === 'timeout_seconds') query[name] = 0
      else if (name === 'cursor') continue
      else if (!required.includes(name) && !chance.happens(0.35)) continue
      else query[name] = this.#parameter(schema, world) ?? this.#payloads.draw(schema, chance)
    }
    return query
  }

  /** Of what is there, half of the time. */
  #parameter(schema: Schema, world: World): Value | undefined {
    const kind = this.#kinds.ofSchema(schema)
    const things = kind === undefined ? [] : world.of(kind)
    return things.length > 0 && this.#chance.happens(0.5)
      ? this.#chance.pick(things).ref
      : undefined
  }

  #options(operation: Operation, target: Thing | undefined): Fields {
    const chance = this.#chance
    const options: Fields = {}
    if (operation.conditional && target?.etag && chance.happens(0.4)) {
      options.if_match = target.etag
    }
    // Whoever makes orgs is of none: its keys are everybody's.
    if (isKeyed(operation) && operation.security === 'apiKey' && chance.happens(0.15)) {
      this.#keys += 1
      const filling = chance.happens(0.2) ? `${'k'.repeat(230)} ~!"` : ''
      options.idempotency_key = `key-${this.#keys}${filling}`
    }
    return options
  }
}

function thing(ref: string): Thing {
  return { kind: agentKind, id: ref, ref, status: undefined, client: 'main' }
}
