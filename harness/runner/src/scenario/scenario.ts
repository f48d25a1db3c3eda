import type { Fields, Value } from '../expect/value.ts'
import type { Rule } from '../proxy/rule.ts'

/** A call that the runner makes itself, to bring about or to read a state. */
export interface ApiStep {
  api: string
  path?: Value[]
  body?: Value
  query?: Fields
  key?: string
  headers?: Record<string, string>
  as?: string
  expect?: Fields
}

interface Addressed {
  client?: string
  cancelled?: true
  options?: Fields
  as?: string
  expect?: Fields
}

export interface CallStep extends Addressed {
  call: string
  path?: Value[]
  body?: Value
  query?: Fields
  raw?: boolean
  background?: string
}

export interface RequestStep extends Addressed {
  request: { method: string; path: string; body?: Value; query?: Fields }
  background?: string
}

export interface IterateStep extends Addressed {
  iterate: string
  path?: Value[]
  query?: Fields
  by?: 'items' | 'pages'
  take?: number
}

/** Opens a stream under a name; nothing is sent before the first `next`. */
export interface StreamStep extends Omit<Addressed, 'as'> {
  stream: string
  operation?: string
  query?: Fields
  on_open?: true
}

/** Pulls items from a stream. `wait_ms` bounds the wait in real time; a pull under way goes on. */
export interface NextStep {
  next: string
  max?: number
  wait_ms?: number
  background?: string
  as?: string
  expect?: Fields
}

/** Starts governed work in the background, under a name; `await` collects it. */
export interface GovernedStep extends Omit<Addressed, 'as' | 'expect'> {
  governed: string
  action: Fields
  on_waiting?: true
}

export type CallbackName = 'run' | 'on_waiting'

/** Waits until the SDK has invoked a callback of governed work. */
export interface InvokedStep {
  invoked: string
  callback?: CallbackName
  as?: string
  expect?: Fields
}

/** Lets a callback that waits return or raise. */
export interface SettleStep {
  settle: string
  callback?: CallbackName
  return?: Value
  throw?: string
}

/** Subscribers in the SDK while publishers write past it; see `run/swarm.ts`. */
export interface SwarmStep {
  swarm: {
    subscribers: number
    publishers: number
    /** How often each publisher does it, with `${swarm.publisher}` and `${swarm.turn}`. */
    turns: number
    publish: ApiStep
    within_ms?: number
  }
  expect: Fields
}

export interface CreateClientStep {
  create_client: string
  options?: Fields
  expect?: Fields
}

export interface ServerStep {
  server:
    | { advance_ms: number }
    | { fault: { operation: string; kind: FaultKind; times?: number } }
    | { release: true }
    | { inject: Fields }
    | { work: true }
    | { evaluator: Verdict | null }
}

/** What the server's evaluator does from now on; null: it says nothing. */
export interface Verdict {
  does: 'answer' | 'throw' | 'hang'
  decision?: 'allow' | 'warn' | 'require_approval' | 'block'
  message?: string
}

/** How a scenario's receiver of webhooks answers. */
export type ReceiverAnswer =
  | { status: number; headers?: Record<string, string> }
  | { does: 'reset' | 'silence' }

/** Reads what the receiver was sent since it was last asked. */
export interface ReceivedStep {
  received: { secrets?: string[] }
  as?: string
  expect?: Fields
}

/** Has the SDK verify a webhook at some moment. */
export interface UnwrapStep {
  unwrap: {
    body: Value
    headers: Record<string, string>
    secrets: string[]
    tolerance_seconds?: number
    at_seconds: number
  }
  as?: string
  expect: Fields
}

export type FaultKind = 'crash' | 'unavailable' | 'not_ready' | 'hold' | 'policy_read' | 'down'

export interface UntilStep {
  until: {
    /** Counts only requests that reach this operation. */
    operation?: string
    /** Counts only requests since this call or governed work was begun. */
    since?: string
    requests?: number
    upstream?: number
    events?: number
    cancelled?: string
    open_connections?: number
    sleeps?: number
    timers?: number
    held?: number
    arrived?: number
  }
  within_ms?: number
}

export type Step =
  | ApiStep
  | CallStep
  | RequestStep
  | IterateStep
  | StreamStep
  | NextStep
  | { close_stream: string }
  | GovernedStep
  | InvokedStep
  | SettleStep
  | { signal: string; expect: Fields }
  | SwarmStep
  | CreateClientStep
  | ServerStep
  | UntilStep
  | { receiver: ReceiverAnswer[] }
  | ReceivedStep
  | UnwrapStep
  | { close_client: string }
  | { await: string; expect?: Fields }
  | { abort: string }
  | { advance_ms: number; client?: string }
  | { pass_ms: number }
  | { hold_sleeps: boolean; client?: string }
  | { proxy: Rule[] }
  | { forget_rules: true }
  | { release_streams: true }
  | { repeat: number; steps: Step[] }
  | { parallel: number; of: CallStep | RequestStep; as?: string; expect?: Fields }

/** Which operations a template is expanded over; every given field must hold. */
export interface Selection {
  response?: number
  operation?: string
  security?: 'apiKey' | 'bootstrapToken' | 'none'
  method?: string[]
  body?: boolean
  path?: boolean
  query?: boolean
  paginated?: boolean
  streaming?: boolean
  /** Whether a success has a body. */
  content?: boolean
  code?: string
  except?: string[]
}

/** What makes the state that a scenario begins with. */
export type GivenStep = ApiStep | ServerStep

/** A scenario file as it was written; `scenario.schema.json` says what each field means. */
export interface ScenarioFile {
  title: string
  proves: string[]
  for_each?: Selection
  time?: 'virtual' | 'real'
  unordered?: boolean
  fresh_driver?: boolean
  volatile?: string[]
  given?: GivenStep[]
  org?: { rate_limit?: { limit: number; window_seconds: number } }
  proxy?: Rule[]
  client?: Fields | null
  steps: Step[]
  expect?: { ledger?: Value; wire?: Value }
}

/** A scenario that can be run: a file, or one operation's copy of a template. */
export interface Scenario extends Omit<ScenarioFile, 'for_each'> {
  /** `<domain>/<name>`, and `/<operation>` when it comes from a template. */
  id: string
  domain: string
  /** Where it was read from, in the folder of scenarios; nothing when it was drawn. */
  file?: string
}

const transitionPrefix = 'transition:'

/** The transitions that a scenario says it proves. */
export function transitionsOf({ proves }: Pick<Scenario, 'proves'>): string[] {
  return proves
    .filter((proof) => proof.startsWith(transitionPrefix))
    .map((proof) => proof.slice(transitionPrefix.length))
}
