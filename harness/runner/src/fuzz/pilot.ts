import type { Artifact } from '../contract/artifact.ts'
import type { Operation } from '../contract/operation.ts'
import type { RunContext } from '../run/run-context.ts'
import type { ApiStep, Scenario, Step } from '../scenario/scenario.ts'
import { placeholder } from '../scenario/values.ts'
import { Chance } from './chance.ts'
import { Course } from './course.ts'
import { type Call, Flight, measuring } from './flight.ts'
import { Kinds } from './kinds.ts'
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
  /** Operations, of which each sequence tries one; one that is far off is tried more often, as it is missed more often. */
  readonly #wishes: readonly Operation[]
  readonly #schemas: Schemas
  readonly #payloads: Payloads
  readonly #kinds: Kinds

  constructor(artifact: Artifact, operations: readonly Operation[]) {
    this.#artifact = artifact
    this.#schemas = new Schemas(artifact)
    this.#payloads = new Payloads(this.#schemas)
    this.#kinds = new Kinds(this.#schemas, operations)
    const wished = operations.filter(({ id }) => !measuring.includes(id))
    // Each call on the way succeeds in about half of the sequences, and must leave room for the next.
    this.#wishes = wished.flatMap((operation) => {
      return Array.from({ length: this.#kinds.wayTo(operation) ** 3 }, () => operation)
    })
  }

  /** The sequence of a number; nothing of it is drawn before somebody runs it. */
  begin(seed: number, number: number): Sequence {
    const chance = new Chance(seed * 1_000_003 + number)
    const id = `fuzz/${seed}-${number}`
    if (chance.happens(0.02)) return measure(id, chance)
    const isGoverned = chance.happens(0.6)
    const asked = policies.filter(() => chance.happens(isGoverned ? 0.8 : 0.3))
    const client = chance.pick([{}, {}, { validate_responses: true }, { max_retries: 0 }])
    const steps: Step[] = []
    const scenario: Scenario = { ...frame(id), given: [...given, ...asked], client, steps }
    const rows = this.#artifact['x-transitions']
    const parts = { schemas: this.#schemas, payloads: this.#payloads, kinds: this.#kinds }
    const course = new Course(this.#kinds, rows, at(rows, number), at(this.#wishes, number))
    const requests = new Requests(parts, course, chance)
    const calls: Call[] = []
    const world = begun(this.#kinds)
    const own = { chance, course, requests, calls, isGoverned, world }
    const draw = async function* (context: RunContext) {
      for await (const step of fly(new Flight(context, own))) {
        steps.push(step)
        yield step
      }
    }
    return { scenario, calls, draw }
  }
}

/** Each in its turn, so that none is left out. */
function at<Item>(items: readonly Item[], number: number): Item {
  return items[number % items.length] as Item
}

/** What there is before the first step. */
function begun(kinds: Kinds): World {
  const world = new World(kinds)
  world.meet('a-1', 'active')
  world.callers.push(
    { name: 'main', scopes: ['*:admin'] },
    { name: 'worker', scopes: workerScopes },
    { name: 'root', scopes: [], refusal: 'invalid_api_key' },
  )
  return world
}

/** One move after another; clients are made when they are first needed. */
async function* fly(flight: Flight): AsyncGenerator<Step, void> {
  const length = flight.chance.within(8, 16)
  const made = new Set<string>()
  while (flight.calls.length < length) {
    for await (const step of pickMove(flight)(flight)) {
      const client = ('client' in step && step.client) || 'main'
      if (!made.has(client)) yield* makings[client] ?? []
      made.add(client)
      yield step
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
