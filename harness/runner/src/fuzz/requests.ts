import type { Operation } from '../contract/operation.ts'
import { isKeyed } from '../contract/operation.ts'
import type { Fields, Value } from '../expect/value.ts'
import { placeholder } from '../scenario/values.ts'
import { Bodies } from './bodies.ts'
import { refusalOf } from './caller.ts'
import type { Chance } from './chance.ts'
import type { Course } from './course.ts'
import { refused, wellFormed } from './expectations.ts'
import type { Payloads } from './payloads/payloads.ts'
import type { Schemas } from './payloads/schema.ts'
import { spoils } from './spoils.ts'
import type { Kind, Thing, World } from './world.ts'

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

/** What the course asks for is spoilt less often, or it would get nowhere. */
const invalidShare = { onCourse: 0.12, besides: 0.52 }

/** Draws requests that fit what a sequence has made so far, and some that do not. */
export class Requests {
  readonly #schemas: Schemas
  readonly #payloads: Payloads
  readonly #bodies: Bodies
  readonly #course: Course
  readonly #chance: Chance
  #keys = 0

  constructor(schemas: Schemas, payloads: Payloads, course: Course, chance: Chance) {
    this.#schemas = schemas
    this.#payloads = payloads
    this.#bodies = new Bodies(payloads, course, chance)
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
    const target = this.#target(operation, world)
    if (target === undefined && operation.pathParams.length > 0) return undefined
    if (operation.streaming && (world.log?.events.length ?? 0) < 2) return undefined
    if (operation.id === 'assumptions.create' && world.of('action').length === 0) return undefined
    const request: Request = {
      path: target ? [target.ref] : [],
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

  #target({ id, pathParams }: Operation, world: World): Thing | undefined {
    const [name] = pathParams
    if (name === undefined) return undefined
    const chance = this.#chance
    if (name === 'org_id') return thing(chance.pick([placeholder('org.id'), 'current']))
    if (id === 'agents.upsert') return thing(chance.pick(['a-1', 'a-2', 'a-3', 'a:@.-3']))
    const all = world.of(name.replace(/_id$/, '') as Kind)
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
    const { properties = {} } = this.#schemas.parametersOf(operation, 'query')
    for (const [name, schema] of Object.entries(properties)) {
      if (name === 'timeout_seconds') query[name] = 0
      else if (name === 'cursor' || !chance.happens(0.35)) continue
      else query[name] = this.#parameter(name, world) ?? this.#payloads.draw(schema, chance)
    }
    return query
  }

  /** Of what is there, half of the time. */
  #parameter(name: string, world: World): Value | undefined {
    const things = name.endsWith('_id') ? world.of(name.replace(/_id$/, '') as Kind) : []
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
  return { kind: 'agent', id: ref, ref, status: undefined, client: 'main' }
}
