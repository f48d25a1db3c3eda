/** Where an event stands in the log. */
export interface EventPosition {
  /** Changes when a log is restored: sequences of different epochs do not compare. */
  readonly epoch: number
  readonly seq: number
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * The position in an event id: `evt_` and 26 characters of Crockford base32, which are 48 bits of
 * milliseconds, 40 of sequence, 24 of epoch and 16 of a hash. Undefined when it is something else.
 */
export function decodeEventId(id: string): EventPosition | undefined {
  if (!/^evt_[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id)) return undefined
  let bits = 0n
  for (const digit of id.slice(4)) bits = bits * 32n + BigInt(alphabet.indexOf(digit))
  return {
    epoch: Number(BigInt.asUintN(24, bits >> 16n)),
    seq: Number(BigInt.asUintN(40, bits >> 40n)),
  }
}
