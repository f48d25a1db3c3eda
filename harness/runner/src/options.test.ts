import { expect, test } from 'vitest'
import { isWanted, readOptions } from './options.ts'

test('filters are parts of an id, with * for any text', () => {
  expect(isWanted('responses/404-path/agents.get', [])).toBe(true)
  expect(isWanted('responses/404-path/agents.get', ['404'])).toBe(true)
  expect(isWanted('responses/404-path/agents.get', ['responses/*agents.get'])).toBe(true)
  expect(isWanted('responses/404-path/agents.get', ['agentsxget'])).toBe(false)
  expect(isWanted('responses/404-path/agents.get', ['agents?get'])).toBe(false)
})

test('options are read, and nonsense is refused', () => {
  expect(readOptions(['--sdk', 'node', '--trace', '--lanes', '2'], '/out')).toMatchObject({
    sdks: ['node'],
    trace: true,
    lanes: 2,
    out: '/out',
    progress: true,
  })
  expect(readOptions(['--no-progress'], '/out').progress).toBe(false)
  expect(() => readOptions(['--lanes', '0'], '/out')).toThrow('--lanes')
  expect(() => readOptions(['--fuzz'], '/out')).toThrow()
})
