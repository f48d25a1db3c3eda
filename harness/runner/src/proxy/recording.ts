import type { SseFrame } from './sse-frame.ts'

/** A header list as it was on the wire: order and case kept. */
export type HeaderList = [name: string, value: string][]

export interface RecordedRequest {
  method: string
  /** The request target, byte for byte. */
  target: string
  headers: HeaderList
  body: Buffer
}

export interface RecordedResponse {
  status: number
  headers: HeaderList
  body: Buffer
}

/** What happened to the SDK's side of an exchange. */
export type DownstreamEnd = 'answered' | 'reset' | 'cut' | 'closed_by_client' | 'open'

/** One request of an SDK and everything that became of it, on both sides of the proxy. */
export interface Exchange {
  /** Milliseconds since the proxy was opened, for people who read a trace. */
  at_ms: number
  /** The how-manieth connection of this proxy carried it, from 1. */
  connection: number
  /** The rule that was applied, if any. */
  fault: string | null
  request: RecordedRequest
  /** What the SDK was given; null when it was given nothing. */
  response: RecordedResponse | null
  end: DownstreamEnd
  /** When the SDK's side ended; null while it is open. */
  ended_ms: number | null
  /** Of an event stream: the frames that the SDK was given, while they are given. */
  frames?: SseFrame[]
  /** What reached the server and what it answered; null when the proxy answered by itself. */
  upstream: UpstreamPart | null
}

export interface UpstreamPart {
  /** When the server was asked, and when it had answered: of an event stream, the head. */
  at_ms: number
  answered_ms: number
  request: RecordedRequest
  response: RecordedResponse
  /** Of an event stream: the frames that the server sent; its body is then empty. */
  frames?: SseFrame[]
}

export function toHeaderList(rawHeaders: readonly string[]): HeaderList {
  const list: HeaderList = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    list.push([rawHeaders[index] as string, rawHeaders[index + 1] as string])
  }
  return list
}

/** The value of a header, repeated ones joined as HTTP does; undefined when it is absent. */
export function header(headers: HeaderList, name: string): string | undefined {
  const values = headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value)
  return values.length === 0 ? undefined : values.join(', ')
}

export function withHeader(headers: HeaderList, name: string, value: string | null): HeaderList {
  const rest = headers.filter(([key]) => key.toLowerCase() !== name.toLowerCase())
  return value === null ? rest : [...rest, [name, value]]
}
