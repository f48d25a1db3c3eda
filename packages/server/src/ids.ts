import { randomBytes, randomFillSync } from 'node:crypto'
import { type Clock, systemClock } from './clock.ts'
import { crockford } from './crockford.ts'

/** Where ids and secrets come from. Replaceable, so that a test can seed them. */
export interface Ids {
  /** A new id, `<prefix>_<26 characters>`; ids of one process sort by creation. */
  next(prefix: string, orgId: string | null): string
  /** Bytes for secrets, keys and tokens. */
  bytes(length: number, orgId: string | null): Uint8Array
}

const timeBytes = 6
const randomLength = 10

/** 48 bits of time and 80 of randomness, which counts up within a millisecond. */
export function createIds(clock: Clock = systemClock): Ids {
  const bytes = Buffer.alloc(timeBytes + randomLength)
  let lastMs = 0
  return {
    next(prefix, orgId) {
      const ms = clock.now(orgId)
      if (ms === lastMs) countUp(bytes)
      else begin(bytes, ms)
      lastMs = ms
      return `${prefix}_${crockford(bytes)}`
    },
    bytes: (length) => randomBytes(length),
  }
}

/** The top bit stays free, so that counting up within a millisecond never wraps in practice. */
function begin(bytes: Buffer, ms: number): void {
  bytes.writeUIntBE(ms, 0, timeBytes)
  randomFillSync(bytes, timeBytes)
  bytes[timeBytes] = (bytes[timeBytes] ?? 0) & 0x7f
}

function countUp(bytes: Buffer): void {
  for (let index = bytes.length - 1; index >= timeBytes; index -= 1) {
    const next = ((bytes[index] ?? 0) + 1) & 0xff
    bytes[index] = next
    if (next !== 0) return
  }
}
