import { expect, test } from 'vitest'
import { createIdempotencyKey } from './idempotency.ts'
import { defaultRuntime } from './runtime.ts'

test('a key is a UUIDv7 of the runtime’s time', () => {
  const key = createIdempotencyKey({ now: () => 0x0123456789ab, random: () => 0.5 })
  expect(key).toMatch(/^01234567-89ab-7[0-9a-f]{3}-a000-000040000000$/)
})

test.each([0, 0.999999999999])('the variant holds at the edge of chance: %d', (value) => {
  const key = createIdempotencyKey({ now: () => 1, random: () => value })
  expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('keys stay apart where time and chance stand still', () => {
  const still = { now: () => 1, random: () => 0.5 }
  const keys = Array.from({ length: 4096 }, () => createIdempotencyKey(still))
  expect(new Set(keys).size).toBe(4096)
})

test('keys of a later millisecond sort later', () => {
  const at = (ms: number) => createIdempotencyKey({ ...defaultRuntime, now: () => ms })
  expect([at(3), at(1), at(2)].sort()).toEqual([
    expect.stringMatching(/0001-/),
    expect.stringMatching(/0002-/),
    expect.stringMatching(/0003-/),
  ])
})
