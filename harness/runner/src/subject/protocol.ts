import type { Fields, Value } from '../expect/value.ts'

/** `protocol/protocol.schema.json` is the definition; these are its shapes as the runner uses them. */
export interface Hello {
  protocol_version: number
  sdk: string
  version: string
  language: string
  runtime: string
  capabilities: string[]
}

export interface DriverError {
  class: string
  classes: string[]
  message: string
  status?: number
  code?: string
}

export interface Outcome {
  ok?: Value
  nothing?: true
  items?: Value[]
  error?: DriverError
  response?: { status: number; headers: Record<string, string>; request_id: string | null }
  sleeps_ms: number[]
}

/** What one `stream.next` has read. */
export interface Reading {
  items: Value[]
  ended?: true
  error?: DriverError
  last_event_id?: string
  opened?: number
  sleeps_ms: number[]
}

/** A callback that an SDK has invoked and that waits to be settled. */
export interface Invocation {
  call_id: string
  callback: 'run' | 'on_waiting'
  act?: Value
  action?: Value
  approval?: Value
}

export type Settlement = { return: Value } | { throw: string }

interface StreamOpening {
  call_id: string
  client: string
  operation: string
  query: Fields
  options: Fields
  on_open?: true
  cancelled?: true
}

interface GovernedWork {
  call_id: string
  client: string
  action: Fields
  options: Fields
  on_waiting?: true
  cancelled?: true
}

export type Stats = Record<'sockets' | 'handles' | 'tasks' | 'threads', number>

export interface Methods {
  hello: [{ protocol_version: 1 }, Hello]
  'client.create': [
    { client: string; options: Fields; env: Record<string, string>; clock: ClockSpec },
    Outcome,
  ]
  'client.close': [{ client: string }, Fields]
  call: [Fields, Outcome]
  request: [Fields, Outcome]
  iterate: [Fields, Outcome]
  'stream.open': [StreamOpening, Outcome]
  'stream.next': [{ call_id: string; max: number; wait_ms: number }, Reading]
  'stream.close': [{ call_id: string }, Fields]
  governed: [GovernedWork, Outcome]
  'callback.settle': [{ call_id: string; callback: Invocation['callback'] } & Settlement, Fields]
  'callback.read': [{ call_id: string }, { cancelled: boolean }]
  'webhook.unwrap': [
    {
      body: Value
      headers: Record<string, string>
      secrets: string[]
      tolerance_seconds?: number
      now_ms: number
    },
    Outcome,
  ]
  abort: [{ call_id: string }, Fields]
  'clock.advance': [{ client: string; ms: number }, Fields]
  'clock.hold': [{ client: string; held: boolean }, Fields]
  'clock.read': [{ client: string }, { sleeps_ms: number[]; timers: number }]
  'logs.drain': [{ client: string }, { logs: Value[] }]
  stats: [Record<string, never>, Stats]
  shutdown: [Record<string, never>, Fields]
}

export interface ClockSpec {
  mode: 'virtual' | 'real'
  start_ms: number
}

export type Method = keyof Methods
