import type { Operation } from '../../contract/operation.ts'
import { isKeyed } from '../../contract/operation.ts'
import type { Fields } from '../../expect/value.ts'
import type { Deed, Rule } from '../../proxy/rule.ts'
import type { FaultKind } from '../../scenario/scenario.ts'
import { beginning } from '../bodies.ts'
import type { Chance } from '../chance.ts'
import { refused } from '../expectations.ts'
import type { Move } from '../flight.ts'
import { drawRetryAfterVector, writeDate } from '../vectors/retry-after-vectors.ts'

const retried = [408, 429, 500, 502, 503, 504]

/** A server that is not there for some requests: of every kind that is retried. */
export function away(operation: string, times: number, chance: Chance, draw = drawFailure): Rule[] {
  return Array.from({ length: times }, () => ({ when: { operation }, do: draw(chance) }))
}

/** A call while connections break, answers get lost or spoilt, or the store is down. */
export const faulty: Move = async function* (flight) {
  const { chance, world, requests } = flight
  const chosen = flight.choose((operation) => requests.drawValid(operation, world))
  if (!chosen) return
  const { operation, request } = chosen
  const name = flight.name()
  if (operation.documented.includes(503) && chance.happens(0.2)) {
    const kind = chance.pick<FaultKind>([
      'crash',
      'unavailable',
      'down',
      'policy_read',
      'not_ready',
    ])
    yield { server: { fault: { operation: operation.id, kind, times: chance.within(1, 4) } } }
  } else yield { proxy: drawRules(operation, chance) }
  const options = { ...request.options, max_retries: chance.within(0, 3) }
  yield flight.step(operation, { ...request, options, expect: {} }, name)
  flight.hear(operation, { ...request, options }, name)
  yield { forget_rules: true }
  yield { server: { release: true } }
}

/** What the server itself refuses because of how a request arrives. */
export const mangled: Move = async function* (flight) {
  const { chance, world, requests } = flight
  const chosen = flight.choose(
    (operation) => requests.drawValid(operation, world),
    ({ bodyExample }) => bodyExample !== undefined,
  )
  if (!chosen) return
  const { operation, request } = chosen
  const [rewrite, expect] = chance.pick<[NonNullable<Deed['rewrite']>, Fields]>([
    [{ text: '{"a":' }, refused(400, 'malformed_json')],
    [{ text: '{"a":1,"a":2}' }, refused(400, 'malformed_json')],
    [{ text: `${'['.repeat(33)}${']'.repeat(33)}` }, refused(400, 'malformed_json')],
    [{ text: '{"a":NaN}' }, refused(400, 'malformed_json')],
    [{ headers: { 'content-type': 'text/plain' } }, refused(415, 'unsupported_media_type')],
    [{ pad_to_bytes: 65_537 }, refused(413, 'payload_too_large')],
  ])
  yield { proxy: [{ do: { rewrite } }] }
  const client = operation.security === 'bootstrapToken' ? 'root' : 'main'
  const spoilt = { ...request, client, expect, invalid: true }
  yield flight.step(operation, spoilt, flight.name())
  flight.note(operation.id, true)
  yield { forget_rules: true }
}

function drawRules(operation: Operation, chance: Chance): Rule[] {
  const rules = chance.times(1, 3, () => ({ do: drawFailure(chance) }))
  const deed = drawSpoiling(operation, chance)
  return deed && chance.happens(0.5) ? [...rules.slice(1), { do: deed }] : rules
}

/** The server hears nothing, or its answer gets lost after the effect. */
function drawFailure(chance: Chance): Deed {
  if (chance.happens(0.7)) return drawOutage(chance)
  return chance.pick<Deed>([{ lose_answer: true }, { deliver: { cut_head: 'reset' } }])
}

/** The server hears nothing, and nobody says when it will. */
export function drawAbsence(chance: Chance): Deed {
  const status = chance.pick(retried)
  return chance.pick<Deed>([{ reset: true }, { half_close: true }, { respond: { status } }])
}

/** The server hears nothing. */
function drawOutage(chance: Chance): Deed {
  if (chance.happens(0.6)) return drawAbsence(chance)
  const status = chance.pick(retried)
  return chance.pick<Deed>([
    { respond: { status, headers: drawWish(chance) } },
    { respond: { status, headers: drawWish(chance), text: '<html>' } },
  ])
}

/** Every form of Retry-After that a header can carry. */
function drawWish(chance: Chance): Record<string, string> {
  // Without one of its own, an answer is dated as it is made.
  const headers = { date: writeDate(beginning), ...drawRetryAfterVector(chance).headers }
  const isSendable = (text: string) => /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text)
  return Object.fromEntries(Object.entries(headers).filter(([, text]) => isSendable(text)))
}

/** An answer that arrives, but not as it was sent. */
function drawSpoiling({ success, streaming, ...operation }: Operation, chance: Chance) {
  if (success.mediaType === null || streaming) return undefined
  const bytes = chance.within(0, 40)
  return chance.pick<Deed>([
    { deliver: { truncate_after_bytes: bytes } },
    { deliver: { reset_after_bytes: bytes } },
    { deliver: { split_bytes: chance.within(1, 50) } },
    { deliver: { bad_chunking: true } },
    { deliver: { close_after: true } },
    { answer: { text: '{"spoilt":true}', encoding: chance.pick(['gzip', 'deflate', 'bad-gzip']) } },
    { answer: { json: [] } },
    { answer: { headers: { 'content-type': 'text/html' } } },
    { respond: { status: chance.pick([301, 307, 404, 418, 501]), text: 'é' } },
    // Whether somebody else has the key is asked again; another conflict is final.
    { respond: conflict(isKeyed({ ...operation, success, streaming }) && chance.happens(0.5)) },
  ])
}

function conflict(retryable: boolean) {
  const code = retryable ? 'idempotency_in_progress' : 'invalid_state'
  const headers = { 'Content-Type': 'application/problem+json' }
  return { status: 409, headers, json: { status: 409, code, title: 'x', retryable } }
}
