import { expect, test, vi } from 'vitest'
import { createResources, parseTable } from './facade.ts'

type Things = { things: Record<string, (...args: unknown[]) => unknown> }

const table = parseTable({
  things: 'get GET /{id} o,list GET  qp,wait GET /{id}~ qwo',
})

test('a method hands its operation and its arguments on', () => {
  const invoke = vi.fn()
  const { things } = createResources(table, invoke) as Things
  things.get?.('1', { timeout: 5 })
  expect(invoke).toHaveBeenCalledWith(
    { id: 'things.get', method: 'GET', path: '/things/{id}', flags: 'o' },
    ['1', { timeout: 5 }],
  )
  expect(Object.isFrozen(things)).toBe(true)
})

test('a long poll comes with a method that repeats it', () => {
  const invoke = vi.fn()
  const { things } = createResources(table, invoke) as Things
  expect(Object.keys(things)).toEqual(['get', 'list', 'wait', 'waitFor'])
  things.waitFor?.('1')
  expect(invoke.mock.lastCall?.[0]).toMatchObject({ id: 'things.wait', flags: 'qwoe' })
})
