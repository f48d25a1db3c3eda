import type { Artifact } from '../contract/artifact.ts'
import type { Operation } from '../contract/operation.ts'
import { type Fields, isFields, type Value } from '../expect/value.ts'
import { placeholder } from '../scenario/values.ts'
import type { Chance } from './chance.ts'
import { type Payloads, spoilFields } from './payloads.ts'
import type { Kind, Thing, World } from './world.ts'

/** What a call is made with, as a step of a scenario says it. */
export interface Request {
  path: Value[]
  body?: Fields
  query?: Fields
  options?: Fields
  client: string
  /** Drawn to be refused. */
  invalid: boolean
}

/** States in which an operation has something to do. */
export const wanted: Record<string, readonly string[]> = {
  'actions.claim': ['approved'],
  'actions.renew': ['running'],
  'actions.outcome': ['running'],
  'actions.cancel': ['pending_approval', 'approved', 'running'],
  'approvals.approve': ['pending'],
  'approvals.deny': ['pending'],
  'assumptions.validate': ['open'],
  'assumptions.invalidate': ['open', 'validated'],
  'sessions.end': ['active'],
  'agents.resume': ['suspended'],
  'agents.suspend': ['active', 'idle', 'unknown'],
}
const acts: readonly Fields[] = [
  { type: 'shell', command: 'make deploy' },
  { type: 'file', operation: 'write', path: '/etc/motd', content: 'hello' },
  { type: 'sql', statement: 'delete from carts' },
]
const actionTypes = ['deploy', 'deploy', 'refund', 'backup', 'wipe']
const rules: readonly Fields[] = [
  { type: 'require_approval', action_types: ['deploy'] },
  { type: 'warn_action_type', action_types: ['refund'] },
  { type: 'block_action_type', action_types: ['wipe'] },
  { type: 'risk_threshold', threshold: 90, decision: 'warn' },
]
const badTexts = ['', '.', '..', 'a/b', ' ', 'é', '%2F', '🚣', 'x'.repeat(300)]

/** Draws requests that fit what a sequence has made so far, and some that do not. */
export class Requests {
  readonly #artifact: Artifact
  readonly #payloads: Payloads
  readonly #chance: Chance

  constructor(artifact: Artifact, payloads: Payloads, chance: Chance) {
    this.#artifact = artifact
    this.#payloads = payloads
    this.#chance = chance
  }

  /** Undefined: there is nothing yet that the operation could be about. */
  draw(operation: Operation, world: World): Request | undefined {
    const chance = this.#chance
    const target = this.#target(operation, world)
    if (target === undefined && operation.pathParams.length > 0) return undefined
    if (operation.streaming && world.cursor === undefined) return undefined
    if (operation.id === 'assumptions.create' && world.of('action').length === 0) return undefined
    const request: Request = {
      path: target ? [target.ref] : [],
      client: this.#client(operation, target),
      invalid: false,
    }
    if (operation.bodyExample !== undefined) request.body = this.#body(operation, world, target)
    else if (operation.queryParams.length > 0) request.query = this.#query(operation, world)
    if (operation.conditional && target?.etag && chance.happens(0.5)) {
      request.options = { if_match: chance.happens(0.7) ? target.etag : '"another"' }
    }
    if (chance.happens(0.32)) this.#spoil(request)
    return request
  }

  #target({ id, pathParams }: Operation, world: World): Thing | undefined {
    const [name] = pathParams
    if (name === undefined) return undefined
    const chance = this.#chance
    if (name === 'org_id') {
      return thing(chance.pick([placeholder('org.id'), 'current']))
    }
    if (id === 'agents.upsert') return thing(chance.pick(['a-1', 'a-2', 'a-3']))
    const all = world.of(name.replace(/_id$/, '') as Kind)
    const states = wanted[id]
    const able = states ? all.filter(({ status }) => states.includes(status ?? '')) : all
    if (able.length > 0 && !chance.happens(0.12)) return chance.pick(able)
    return all.length > 0 && chance.happens(0.25) ? chance.pick(all) : undefined
  }

  /** Who asked must not decide: what needs a person is asked for by `worker`. */
  #client({ id, security }: Operation, target: Thing | undefined): string {
    if (security === 'bootstrapToken') return 'root'
    if (id === 'actions.create') return this.#chance.happens(0.8) ? 'worker' : 'main'
    if (/^actions\.(claim|renew|outcome)$/.test(id)) return target?.client ?? 'main'
    return this.#chance.happens(0.04) ? 'reader' : 'main'
  }

  #body(operation: Operation, world: World, target: Thing | undefined): Fields {
    const chance = this.#chance
    const drawn = this.#payloads.draw(this.#schemaOf(operation), chance)
    const body = isFields(drawn) ? { ...drawn } : {}
    const refer = (name: string, things: Thing[]) => {
      if (things.length > 0 && chance.happens(0.5)) body[name] = chance.pick(things).ref
      else delete body[name]
    }
    for (const [name, kind] of Object.entries({
      session_id: 'session',
      parent_action_id: 'action',
      policy_id: 'policy',
    } as const)) {
      if (name in body) refer(name, world.of(kind))
    }
    if ('agent_id' in body) {
      // A key that is bound to an agent has its own scenarios; most keys must not be.
      if (operation.id === 'apiKeys.create') delete body.agent_id
      else body.agent_id = this.#agent(world).ref
    }
    if ('expires_at' in body) delete body.expires_at
    if ('action_id' in body) body.action_id = chance.pick(world.of('action')).ref
    if ('claim_id' in body) body.claim_id = target?.claim ?? 'clm_00000000000000000000000000'
    if ('decision_id' in body) delete body.decision_id
    if ('action_type' in body && chance.happens(0.9)) body.action_type = chance.pick(actionTypes)
    if ('act' in body && chance.happens(0.6)) body.act = chance.pick(acts)
    if ('rule' in body && chance.happens(0.85)) body.rule = chance.pick(rules)
    if ('modified_act' in body) delete body.modified_act
    if ('environment' in body) delete body.environment
    if ('scopes' in body)
      body.scopes = ['agents:read', chance.pick(['events:read', 'actions:write'])]
    if (operation.id === 'actions.create' && chance.happens(0.5)) body.approval_seconds = 60
    if ('lease_seconds' in body) body.lease_seconds = 60
    return body
  }

  /** One at work, as a rule. */
  #agent(world: World): Thing {
    const all = world.of('agent')
    const able = all.filter(({ status }) => status !== 'suspended' && status !== 'retired')
    return this.#chance.pick(able.length > 0 && this.#chance.happens(0.9) ? able : all)
  }

  #query(operation: Operation, world: World): Fields {
    const chance = this.#chance
    if (operation.streaming) return { last_event_id: world.cursor as string }
    const query: Fields = {}
    for (const parameter of this.#parametersOf(operation)) {
      const { name, schema } = parameter
      if (name === 'timeout_seconds') query[name] = 0
      else if (name === 'cursor' || name === 'token' || !chance.happens(0.35)) continue
      else query[name] = this.#payloads.draw(schema, chance)
    }
    return query
  }

  #spoil(request: Request): void {
    const chance = this.#chance
    request.invalid = true
    if (request.path.length > 0 && chance.happens(0.4)) {
      request.path = [chance.pick([...badTexts, 'act_00000000000000000000000000', 7])]
    } else if (request.body) {
      request.body = spoilFields(request.body, chance)
    } else if (request.query && !('last_event_id' in request.query)) {
      const spoilt = {
        ...request.query,
        limit: chance.pick<Value>([0, -1, 'x', 1.5, true, [1, 2]]),
      }
      request.query = spoilt
    } else if (request.path.length > 0) {
      request.path = [chance.pick(badTexts)]
    } else request.invalid = false
  }

  #schemaOf({ method, path }: Operation): unknown {
    const operation = this.#artifact.paths[path]?.[method.toLowerCase()]
    return operation?.requestBody?.content['application/json']?.schema
  }

  #parametersOf({ method, path }: Operation): { name: string; schema: unknown }[] {
    const parameters = this.#artifact.paths[path]?.[method.toLowerCase()]?.parameters ?? []
    return parameters.flatMap((parameter) => {
      const name = parameter.$ref?.slice(parameter.$ref.lastIndexOf('/') + 1)
      const own = name ? this.#artifact.components.parameters?.[name] : parameter
      return own?.in === 'query' ? [{ name: own.name as string, schema: own.schema }] : []
    })
  }
}

function thing(ref: string): Thing {
  return { kind: 'agent', id: ref, ref, status: undefined, client: 'main' }
}
