import { expect, test, vi } from 'vitest'
import { warnDeprecated } from './deprecation.ts'

const none = new Headers()

test('a deprecated operation is told of once, in the whole process', () => {
  const log = vi.fn()
  warnDeprecated({ id: 'things.old', flags: 'do' }, none, log)
  warnDeprecated({ id: 'things.old', flags: 'do' }, none, log)
  warnDeprecated({ id: 'things.older', flags: 'do' }, none, log)
  expect(log.mock.calls.map(([level, , fields]) => [level, fields().operation])).toEqual([
    ['warn', 'things.old'],
    ['warn', 'things.older'],
  ])
})

test.each([
  ['deprecation', '@1790000000'],
  ['sunset', 'Sat, 21 Nov 2026 10:00:00 GMT'],
])('the header %s is enough', (name, value) => {
  const log = vi.fn()
  warnDeprecated({ id: `by.${name}`, flags: 'o' }, new Headers({ [name]: value }), log)
  expect(log.mock.calls[0]?.[2]()).toMatchObject({ operation: `by.${name}`, [name]: value })
})

test('what is not deprecated is not told of', () => {
  const log = vi.fn()
  warnDeprecated({ id: 'things.fine', flags: 'o' }, none, log)
  expect(log).not.toHaveBeenCalled()
})
