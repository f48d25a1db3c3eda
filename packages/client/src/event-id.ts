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
  // 130 bits in 26 digits, the first two of them 0: the sequence is digits 10 to 17.
  const number = (start: number, end: number) =>
    [...id.slice(4 + start, 4 + end)].reduce((sum, digit) => sum * 32 + alphabet.indexOf(digit), 0)
  return { seq: number(10, 18), epoch: number(18, 23) >> 1 }
}
