import { randomBytes } from 'node:crypto'
import { type Clock, systemClock } from './clock.ts'
import { crockford } from './crockford.ts'

/** Where ids and secrets come from. Replaceable, so that a test can seed them. */
export interface Ids {
  /** A new id, `<prefix>_<26 characters>`; ids of one process sort by creation. */
  next(prefix: string, orgId: string | null): string
  /** Bytes for secrets, keys and tokens. */
  bytes(length: number, orgId: string | null): Uint8Array
}

const randomBits = 80n
const randomLimit = 1n << randomBits

/** 48 bits of time and 80 of randomness, which counts up within a millisecond. */
export function createIds(clock: Clock = systemClock): Ids {
  let lastMs = 0
  let tail = 0n
  return {
    next(prefix, orgId) {
      const ms = clock.now(orgId)
      tail = ms === lastMs ? (tail + 1n) % randomLimit : random80()
      lastMs = ms
      return `${prefix}_${crockford((BigInt(ms) << randomBits) | tail, 26)}`
    },
    bytes: (length) => randomBytes(length),
  }
}

function random80(): bigint {
  // The top bit stays free, so that counting up within a millisecond never wraps in practice.
  return BigInt(`0x${randomBytes(10).toString('hex')}`) >> 1n
}
