import type { Runtime } from './runtime.ts'

let counter = 0

/**
 * A UUIDv7 (RFC 9562, section 5.7). The 12 bits of `rand_a` count keys of this process: keys stay
 * apart even where time and chance are replaced by constants.
 */
export function createIdempotencyKey(runtime: Pick<Runtime, 'now' | 'random'>): string {
  counter = (counter + 1) % 0x1000
  const time = hex(Math.floor(runtime.now()), 12)
  const high = randomBits31(runtime)
  const low = randomBits31(runtime)
  // 62 bits: variant `10`, then 31 bits and 31 bits, written as two words of 32.
  const variant = hex(0x80000000 + Math.floor(high / 2), 8)
  const rest = hex((high % 2) * 0x80000000 + low, 8)
  const digits = `${time}7${hex(counter, 3)}${variant}${rest}`
  return digits.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function randomBits31(runtime: Pick<Runtime, 'random'>): number {
  return Math.floor(runtime.random() * 0x80000000)
}

/** Lower case, exactly `digits` long: the last ones. */
export function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0').slice(-digits)
}
