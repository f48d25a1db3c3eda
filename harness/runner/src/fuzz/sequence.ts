import type { Operation } from '../contract/operation.ts'
import { isFields, type Value } from '../expect/value.ts'
import type { Stage } from '../run/stage.ts'
import type { ApiStep, Scenario, Step } from '../scenario/scenario.ts'
import { fillIn, lookupIn, placeholder } from '../scenario/values.ts'
import { type ApiAnswer, askApi } from '../server/api.ts'
import type { Org } from '../server/control-client.ts'
import type { Chance } from './chance.ts'
import { type Request, type Requests, wanted } from './requests.ts'
import { World } from './world.ts'

/** A sequence as a scenario that any subject can run, and what its steps are. */
export interface Sequence {
  scenario: Scenario
  /** One entry per call, in the order of the steps. */
  calls: { operation: string; invalid: boolean }[]
}

const given: readonly ApiStep[] = [
  { api: 'agents.upsert', path: ['a-1'], body: {} },
  {
    api: 'policies.create',
    body: { name: 'Ask', rule: { type: 'require_approval', action_types: ['deploy'] } },
    as: 'ask',
  },
  {
    api: 'policies.create',
    body: { name: 'Warn', rule: { type: 'warn_action_type', action_types: ['refund'] } },
  },
  {
    api: 'policies.create',
    body: { name: 'Block', rule: { type: 'block_action_type', action_types: ['wipe'] } },
  },
  {
    api: 'apiKeys.create',
    body: { name: 'worker', scopes: ['actions:write', 'actions:read'] },
    as: 'worker',
  },
  { api: 'apiKeys.create', body: { name: 'reader', scopes: ['agents:read'] }, as: 'reader' },
  { api: 'events.list', query: { limit: 1 }, as: 'log' },
]
const clients: readonly Step[] = [
  { create_client: 'worker', options: { api_key: placeholder('worker.secret') } },
  { create_client: 'reader', options: { api_key: placeholder('reader.secret') } },
  { create_client: 'root', options: { api_key: placeholder('bootstrap_token') } },
]
/** What measures something must not stand where the rest is to be compared. */
const measuring = ['ops.metrics', 'ops.health']
/** Large, and always the same. */
const seldom = ['ops.openapi', 'orgs.bootstrap', 'agents.retire']

/** After these a thing goes no further. */
const endings = ['actions.cancel', 'approvals.deny']

/**
 * Draws sequences by playing them: a plain client asks the server in an org of its own, and what is
 * known of the answers decides what can come next. Clock and ids of the server repeat, so that every
 * subject meets the same answers.
 */
export class Pilot {
  readonly #stage: Stage
  readonly #requests: Requests
  readonly #chance: Chance
  readonly #drawn = new Map<string, number>()
  /** The sequence is about actions, so that some get as far as they can. */
  #governed = false

  constructor(stage: Stage, requests: Requests, chance: Chance) {
    this.#stage = stage
    this.#requests = requests
    this.#chance = chance
  }

  async fly(id: string): Promise<Sequence> {
    if (this.#chance.happens(0.02)) return this.#measure(id)
    this.#governed = this.#chance.happens(0.6)
    const org = await this.#stage.server.control.createOrg()
    const names: Record<string, Value> = {
      org: { id: org.id, key: org.key },
      bootstrap_token: this.#stage.server.address.bootstrap_token,
    }
    const world = new World()
    for (const step of given) {
      const { body } = await this.#ask(step, names, org)
      if (!step.as) continue
      names[step.as] = body
      world.hear(step.as, 'main', body, undefined)
    }
    world.meet('a-1', 'active')
    world.cursor = placeholder('log.next_cursor')
    const sequence: Sequence = { scenario: frame(id, [...clients]), calls: [] }
    const length = this.#chance.within(8, 16)
    while (sequence.calls.length < length) await this.#step(sequence, world, names, org)
    return sequence
  }

  /** Calls whose answers differ from one moment to the next: compared by what stays. */
  #measure(id: string): Sequence {
    const calls = this.#chance.times(6, 10, () => this.#chance.pick(measuring))
    for (const operation of calls) this.#count(operation)
    const steps = calls.map((call): Step => ({ call }))
    const volatile = [
      '*.checks[*].latency_ms',
      '*.content-length',
      ...calls.flatMap((call, index) =>
        call === 'ops.metrics' ? [`steps[${index}].ok`, `wire[${index}].response_body`] : [],
      ),
      ...calls.map((_, index) => `wire[${index}].upstream.response_body`),
    ]
    const scenario = { ...frame(id, steps), volatile }
    return { scenario, calls: calls.map((operation) => ({ operation, invalid: false })) }
  }

  async #step(
    sequence: Sequence,
    world: World,
    names: Record<string, Value>,
    org: Org,
  ): Promise<void> {
    const { steps } = sequence.scenario
    const mayLapse = ['pending_approval', 'running']
    const waits = world.of('action').some(({ status }) => mayLapse.includes(status ?? ''))
    if (this.#chance.happens(waits ? 0.12 : 0.04)) {
      const ms = this.#chance.pick([1000, 61_000])
      steps.push({ server: { advance_ms: ms } })
      await this.#stage.server.control.advance(org.id, ms)
      if (this.#chance.happens(0.6)) {
        steps.push({ server: { work: true } })
        await this.#stage.server.control.work(org.id)
      }
    }
    const { operation, request } = this.#choose(world)
    const { id } = operation
    this.#count(id)
    const name = `s${steps.length}`
    const { invalid, client: who, ...rest } = request
    const client = who === 'main' ? {} : { client: who }
    sequence.calls.push({ operation: id, invalid })
    if (operation.paginated && this.#chance.happens(0.2)) {
      const { path, query = {} } = rest
      steps.push({ iterate: id, path, query, take: 4, ...client })
    } else {
      steps.push({ call: id, ...rest, ...client, raw: !operation.streaming, as: name })
    }
    if (refuses(request) || operation.streaming) return
    const answer = await this.#ask({ api: id, ...rest, key: keyOf(who) }, names, org)
    names[name] = answer.body
    names[`${name}_response`] = { status: answer.status, headers: answer.headers }
    if (answer.status >= 300) return
    const etag = operation.conditional || 'etag' in answer.headers
    const ref = placeholder(`${name}_response.headers.etag`)
    world.hear(name, who, answer.body, etag && isCall(steps.at(-1)) ? ref : undefined)
    this.#follow(id, name, request, answer, world)
  }

  /** What an answer tells beside the thing itself. */
  #follow(id: string, name: string, { path }: Request, { body }: ApiAnswer, world: World): void {
    if (!isFields(body)) return
    if (id.startsWith('agents.') && typeof body.id === 'string' && path.length > 0) {
      world.meet(body.id, String(body.status))
    }
    if (id === 'events.list' && body.has_more === true) {
      world.cursor = placeholder(`${name}.next_cursor`)
    }
  }

  /** One that has something to be about; the others are put back. */
  #choose(world: World): { operation: Operation; request: Request } {
    const left = [...this.#stage.operations.values()].filter(({ id }) => !measuring.includes(id))
    for (;;) {
      const operation = this.#pickByWeight(left)
      const request = this.#requests.draw(operation, world)
      if (request) return { operation, request }
      left.splice(left.indexOf(operation), 1)
    }
  }

  #pickByWeight(operations: readonly Operation[]): Operation {
    const sum = operations.reduce((total, operation) => total + this.#weigh(operation), 0)
    let rest = this.#chance.next() * sum
    const picked = operations.find((operation) => {
      rest -= this.#weigh(operation)
      return rest <= 0
    })
    return picked ?? this.#chance.pick(operations)
  }

  /** What carries a thing further comes more often than what only looks, and what is rare now first. */
  #weigh({ id, pathParams }: Operation): number {
    const furthers = id in wanted && !id.startsWith('agents.')
    const usual = id === 'actions.create' ? 4 : furthers ? 12 : 1 + 2 * pathParams.length
    const base = seldom.includes(id) ? usual / 10 : endings.includes(id) ? usual / 4 : usual
    const isAbout = /^(?:actions|approvals|assumptions)\./.test(id)
    const rare = (this.#drawn.get(id) ?? 0) < 10 ? 4 : 1
    return base * rare * (this.#governed && !isAbout ? 0.1 : 1)
  }

  #count(operation: string): void {
    this.#drawn.set(operation, (this.#drawn.get(operation) ?? 0) + 1)
  }

  #ask(step: ApiStep, names: Record<string, Value>, org: Org): Promise<ApiAnswer> {
    const operation = this.#stage.operations.get(step.api) as Operation
    const fill = <T>(value: T) => fillIn(value as Value, lookupIn(names), () => true) as T
    const options = (step as { options?: { if_match?: string } }).options
    return askApi(this.#stage.server.address.api, {
      operation,
      path: fill(step.path ?? []),
      query: fill(step.query ?? {}),
      ...(operation.bodyExample === undefined ? {} : { body: fill(step.body ?? {}) }),
      key: step.key ? fill(step.key) : org.key,
      ...(options?.if_match ? { headers: { 'if-match': fill(options.if_match) } } : {}),
    })
  }
}

function frame(id: string, steps: Step[]): Scenario {
  return {
    id,
    domain: 'fuzz',
    title: 'A drawn sequence is answered alike in every language',
    proves: [],
    given: [...given],
    client: {},
    steps,
  }
}

function keyOf(client: string): string {
  if (client === 'root') return placeholder('bootstrap_token')
  return client === 'main' ? placeholder('org.key') : placeholder(`${client}.secret`)
}

function isCall(step: Step | undefined): boolean {
  return step !== undefined && 'call' in step
}

/** Never leaves the SDK. */
function refuses({ path }: Request): boolean {
  return path.some((value) => ['', '.', '..'].includes(String(value)))
}
