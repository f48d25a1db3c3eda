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
  // 130 bits in 26 digits behind `evt_`, the first two bits 0: the sequence is digits 10 to 17.
  const number = (start: number, end: number) =>
    [...id.slice(start, end)].reduce((sum, digit) => sum * 32 + alphabet.indexOf(digit), 0)
  return { seq: number(14, 22), epoch: number(22, 27) >> 1 }
}
