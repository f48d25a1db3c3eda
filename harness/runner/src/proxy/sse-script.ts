import { createHash } from 'node:crypto'
import type { Fields } from '../expect/value.ts'

/** A piece of a scripted event stream, written to the socket by itself. */
export type SseChunk =
  | string
  | { b64: string }
  /** So many letters, for frames that are too long. */
  | { pad: number }
  /** Waits until it is released, so that time can pass before what follows. */
  | { hold: true }
  | { frame: ScriptedEvent }

/** An event that no server made, in a frame of its own; whatever is left out is made up. */
export interface ScriptedEvent {
  seq: number
  epoch?: number
  org_id?: string
  event?: string
  payload?: Fields
  /** What ends a line; default LF. */
  eol?: '\n' | '\r' | '\r\n'
  /** Further fields of the envelope, or other values for the usual ones. */
  envelope?: Fields
}

const beginning = Date.UTC(2026, 1, 13, 18)
const someOrg = 'org_00000000000000000000000001'
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export function writeChunk(chunk: Exclude<SseChunk, { hold: true }>): Buffer {
  if (typeof chunk === 'string') return Buffer.from(chunk)
  if ('b64' in chunk) return Buffer.from(chunk.b64, 'base64')
  if ('pad' in chunk) return Buffer.alloc(chunk.pad, 'x')
  return Buffer.from(writeEvent(chunk.frame))
}

function writeEvent(scripted: ScriptedEvent): string {
  const { seq, epoch = 1, org_id = someOrg, event = 'agent.created', eol = '\n' } = scripted
  const id = eventId(org_id, seq, epoch)
  const envelope = {
    id,
    org_id,
    seq,
    event,
    timestamp: new Date(beginning + seq).toISOString(),
    version: 'v1',
    trace_id: null,
    actor: { type: 'system', id: null },
    resource: { type: event.split('.', 1)[0], id: 'scripted-1' },
    payload: scripted.payload ?? {},
    ...scripted.envelope,
  }
  return [`id: ${id}`, `event: ${event}`, `data: ${JSON.stringify(envelope)}`, '', ''].join(eol)
}

/** events.md: 48 bits of ms, 40 of seq, 24 of epoch, 16 of the org's hash, in Crockford's base 32. */
export function eventId(orgId: string, seq: number, epoch: number): string {
  const hash = createHash('sha256').update(orgId).digest().readUInt16BE(0)
  let bits =
    (BigInt(beginning + seq) << 80n) | (BigInt(seq) << 40n) | (BigInt(epoch) << 16n) | BigInt(hash)
  let text = ''
  for (; text.length < 26; bits >>= 5n) text = alphabet[Number(bits & 31n)] + text
  return `evt_${text}`
}
