import type { Runtime } from './runtime.ts'

let counter = 0

/**
 * A UUIDv7 (RFC 9562, section 5.7). The 12 bits of `rand_a` count keys of this process: keys stay
 * apart even where time and chance are replaced by constants.
 */
export function createIdempotencyKey(runtime: Pick<Runtime, 'now' | 'random'>): string {
  counter = (counter + 1) % 0x1000
  const now = runtime.now()
  const high = randomBits31(runtime)
  const low = randomBits31(runtime)
  // 62 bits: variant `10`, then 31 bits and 31 bits, written as two words of 32.
  const variant = 0x80000000 + high / 2
  const rest = (high % 2) * 0x80000000 + low
  const middle = `${hex4(now)}-${hex4(0x7000 + counter)}-${hex4(variant / 0x10000)}`
  return `${hex8(now / 0x10000)}-${middle}-${hex4(variant)}${hex8(rest)}`
}

function randomBits31(runtime: Pick<Runtime, 'random'>): number {
  return Math.floor(runtime.random() * 0x80000000)
}

/** The last 32 bits of a number, written in lower case. */
export function hex8(value: number): string {
  return hex4(value / 0x10000) + hex4(value)
}

/** The last 16 bits: of numbers as small as these, engines write the digits far sooner. */
export function hex4(value: number): string {
  return ((value & 0xffff) + 0x10000).toString(16).slice(1)
}
