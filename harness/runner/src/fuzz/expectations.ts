import type { Fields, Value } from '../expect/value.ts'
import { pointerTo } from './payloads/site.ts'
import type { Violation } from './payloads/violations.ts'

/** A refusal by its status and code; of a step's outcome. */
export function refused(status: number, code: string, more: Fields = {}): Fields {
  return { error: { status, code, ...more } }
}

/** Exactly this place is found wrong, and by this name. `prefix` says in what part of the request it is. */
export function refusedFor({ path, code }: Violation, prefix: '' | '#/query' | '#/path'): Fields {
  const errors = [{ pointer: `${prefix}${pointerTo(path)}`, code }]
  const name = code === 'unknown_field' ? code : 'validation_failed'
  return refused(422, name, { problem: { errors } })
}

/** Traces do not show longer bodies whole; as text they are compared all the same. */
const longestShown = 15_000

/** Refused by the SDK itself: the server hears nothing. */
export const neverSent: Fields = {
  error: { class: 'CoxswainError', status: { $absent: true } },
  wire: { $length: 0 },
}

/** What is well formed is not refused for its form, and goes out as it was given, once. */
export function wellFormed(body: Value | undefined): Fields {
  const isPlain = { error: { $lacks: '"validation_failed"' } }
  const isShown = body !== undefined && JSON.stringify(body).length < longestShown
  return isShown ? { ...isPlain, wire: [{ body: { $exactly: body } }] } : isPlain
}
