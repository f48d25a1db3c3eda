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
}

export type FaultKind = 'crash' | 'unavailable' | 'not_ready' | 'hold'

export interface UntilStep {
  until: {
    requests?: number
    upstream?: number
    open_connections?: number
    sleeps?: number
    held?: number
  }
  within_ms?: number
}

export type Step =
  | ApiStep
  | CallStep
  | RequestStep
  | IterateStep
  | CreateClientStep
  | ServerStep
  | UntilStep
  | { close_client: string }
  | { await: string; expect?: Fields }
  | { abort: string }
  | { advance_ms: number; client?: string }
  | { hold_sleeps: boolean; client?: string }
  | { proxy: Rule[] }
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
  code?: string
  except?: string[]
}

/** A scenario file as it was written; `scenario.schema.json` says what each field means. */
export interface ScenarioFile {
  title: string
  proves: string[]
  for_each?: Selection
  time?: 'virtual' | 'real'
  unordered?: boolean
  fresh_driver?: boolean
  volatile?: string[]
  given?: ApiStep[]
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
}
