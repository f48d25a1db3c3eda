import { hash } from 'node:crypto'
import { crockford, parseCrockford } from './crockford.ts'

/**
 * An event id is `evt_` and 128 bits in Crockford's base 32:
 *
 *     48 bits milliseconds | 40 bits seq | 24 bits epoch | 16 bits of SHA-256(org id)
 *
 * The hash of the org is a sanity check, never authorisation.
 */
export interface EventPosition {
  readonly ms: number
  readonly seq: number
  readonly epoch: number
}

const prefix = 'evt_'
const form = /^evt_[0-7][0-9A-HJKMNP-TV-Z]{25}$/

export function eventId(orgId: string, { ms, seq, epoch }: EventPosition): string {
  const bytes = Buffer.allocUnsafe(16)
  bytes.writeUIntBE(ms, 0, 6)
  bytes.writeUIntBE(seq, 6, 5)
  bytes.writeUIntBE(epoch, 11, 3)
  bytes.writeUInt16BE(orgHash(orgId), 14)
  return prefix + crockford(bytes)
}

/** The cursor before the first event of an org. */
export function beginningId(orgId: string, epoch: number): string {
  return eventId(orgId, { ms: 0, seq: 0, epoch })
}

/** The position that an id names, or `null` when it is no event id of this org. */
export function parseEventId(orgId: string, id: string): EventPosition | null {
  if (!form.test(id)) return null
  const bits = parseCrockford(id.slice(prefix.length))
  if (bits === null || Number(bits & 0xffffn) !== orgHash(orgId)) return null
  return {
    ms: Number(bits >> 80n),
    seq: Number((bits >> 40n) & 0xffffffffffn),
    epoch: Number((bits >> 16n) & 0xffffffn),
  }
}

function orgHash(orgId: string): number {
  return hash('sha256', orgId, 'buffer').readUInt16BE(0)
}
