import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventId, parseEventId } from './event-id.ts'

const position = fc.record({
  ms: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  seq: fc.integer({ min: 0, max: 2 ** 40 - 1 }),
  epoch: fc.integer({ min: 0, max: 2 ** 24 - 1 }),
})

test('an id gives back the position that made it', () => {
  fc.assert(
    fc.property(position, (given) => {
      const id = eventId('org_a', given)
      expect(id).toMatch(/^evt_[0-9A-HJKMNP-TV-Z]{26}$/)
      expect(parseEventId('org_a', id)).toEqual(given)
    }),
  )
})

test('ids sort by time, then by seq', () => {
  fc.assert(
    fc.property(position, position, (one, other) => {
      const byPosition = one.ms - other.ms || one.seq - other.seq || one.epoch - other.epoch
      const [left, right] = [eventId('org_a', one), eventId('org_a', other)]
      expect(Math.sign(byPosition)).toBe(left < right ? -1 : left > right ? 1 : 0)
    }),
  )
})

test('an id of another org, or what is no id, has no position', () => {
  const id = eventId('org_a', { ms: 1, seq: 2, epoch: 3 })
  for (const text of [
    eventId('org_b', { ms: 1, seq: 2, epoch: 3 }),
    id.toLowerCase(),
    `${id}0`,
    '',
  ]) {
    expect(parseEventId('org_a', text)).toBeNull()
  }
})
