import type { Artifact } from '../contract/artifact.ts'
import type { Operation } from '../contract/operation.ts'
import type { RunContext } from '../run/run-context.ts'
import type { ApiStep, Scenario, Step } from '../scenario/scenario.ts'
import { placeholder } from '../scenario/values.ts'
import { Chance } from './chance.ts'
import { Course } from './course.ts'
import { type Call, Flight, measuring } from './flight.ts'
import { drawMeasuring } from './moves/measure.ts'
import { pickMove } from './moves/moves.ts'
import { Payloads } from './payloads/payloads.ts'
import { Schemas } from './payloads/schema.ts'
import { Requests } from './requests.ts'
import { World } from './world.ts'

/** A sequence as a scenario that any subject can run, and what its calls are. */
export interface Sequence {
  scenario: Scenario
  calls: readonly Call[]
  /** Draws the steps one by one, for whoever runs it first; then they are in the scenario. */
  draw: (context: RunContext) => AsyncIterable<Step>
}

const policies: readonly ApiStep[] = [
  { name: 'Ask', rule: { type: 'require_approval', action_types: ['deploy'] } },
  { name: 'Warn', rule: { type: 'warn_action_type', action_types: ['refund'] } },
  { name: 'Block', rule: { type: 'block_action_type', action_types: ['wipe'] } },
].map((body) => ({ api: 'policies.create', body }))
const workerScopes = ['actions:write', 'approvals:read', 'guard:write']
const given: readonly ApiStep[] = [{ api: 'agents.upsert', path: ['a-1'], body: {} }]
/** What makes a client that not every sequence needs. */
const makings: Record<string, readonly Step[]> = {
  worker: [
    { api: 'apiKeys.create', body: { name: 'worker', scopes: workerScopes }, as: 'worker' },
    { create_client: 'worker', options: { api_key: placeholder('worker.secret') } },
  ],
  root: [{ create_client: 'root', options: { api_key: placeholder('bootstrap_token') } }],
}

/**
 * Draws sequences while one subject runs them: what it was answered decides what can come next. The
 * server's clock and ids repeat, so that the others meet the same answers. A seed and a number always
 * draw the same.
 */
export class Pilot {
  readonly #artifact: Artifact
  readonly #operations: readonly Operation[]
  readonly #schemas: Schemas
  readonly #payloads: Payloads

  constructor(artifact: Artifact, operations: readonly Operation[]) {
    this.#artifact = artifact
    this.#operations = operations
    this.#schemas = new Schemas(artifact)
    this.#payloads = new Payloads(this.#schemas)
  }

  begin(seed: number, number: number): Sequence {
    const chance = new Chance(seed * 1_000_003 + number)
    const id = `fuzz/${seed}-${number}`
    if (chance.happens(0.02)) return measure(id, chance)
    const governed = chance.happens(0.6)
    const asked = policies.filter(() => chance.happens(governed ? 0.8 : 0.3))
    const client = chance.pick([{}, {}, { validate_responses: true }, { max_retries: 0 }])
    const scenario: Scenario = { ...frame(id), given: [...given, ...asked], client, steps: [] }
    const calls: Call[] = []
    const fly = (context: RunContext) =>
      this.#fly(context, scenario, calls, chance, number, governed)
    return { scenario, calls, draw: fly }
  }

  async *#fly(
    context: RunContext,
    { steps }: Scenario,
    calls: Call[],
    chance: Chance,
    number: number,
    governed: boolean,
  ): AsyncGenerator<Step, void> {
    const rows = this.#artifact['x-transitions']
    const wishes = this.#operations.filter(({ id }) => !measuring.includes(id))
    const course = new Course(rows, rows[number % rows.length], wishes[number % wishes.length])
    const world = new World()
    world.meet('a-1', 'active')
    world.callers.push(
      { name: 'main', scopes: ['*:admin'] },
      { name: 'worker', scopes: workerScopes },
      { name: 'root', scopes: [], refusal: 'invalid_api_key' },
    )
    const requests = new Requests(this.#schemas, this.#payloads, course, chance)
    const flight = new Flight(context, { chance, requests, course, world, governed, calls })
    const length = chance.within(8, 16)
    const made = new Set<string>()
    while (calls.length < length) {
      for await (const step of pickMove(flight)(flight)) {
        const client = ('client' in step && step.client) || 'main'
        const before = made.has(client) ? [] : (makings[client] ?? [])
        made.add(client)
        for (const one of [...before, step]) {
          steps.push(one)
          yield one
        }
      }
    }
  }
}

function measure(id: string, chance: Chance): Sequence {
  const { calls, volatile } = drawMeasuring(chance)
  const steps = calls.map((call): Step => ({ call }))
  return {
    scenario: { ...frame(id), volatile, steps },
    calls: calls.map((operation, outcome) => ({ operation, invalid: false, outcome })),
    draw: async function* () {
      yield* steps
    },
  }
}

function frame(id: string): Omit<Scenario, 'steps'> {
  return {
    id,
    domain: 'fuzz',
    title: 'A drawn sequence is answered alike in every language',
    proves: [],
    client: {},
  }
}
