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
  abort: [{ call_id: string }, Fields]
  'clock.advance': [{ client: string; ms: number }, Fields]
  'clock.hold': [{ client: string; held: boolean }, Fields]
  'clock.read': [{ client: string }, { sleeps_ms: number[] }]
  'logs.drain': [{ client: string }, { logs: Value[] }]
  stats: [Record<string, never>, Stats]
  shutdown: [Record<string, never>, Fields]
}

export interface ClockSpec {
  mode: 'virtual' | 'real'
  start_ms: number
}

export type Method = keyof Methods
