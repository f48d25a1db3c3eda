import { expect, test } from 'vitest'
import { isWanted, readOptions } from './options.ts'

const defaults = { out: '/out', scenarios: '/scenarios' }

test('filters are parts of an id, with * for any text', () => {
  expect(isWanted('responses/404-path/agents.get', [])).toBe(true)
  expect(isWanted('responses/404-path/agents.get', ['404'])).toBe(true)
  expect(isWanted('responses/404-path/agents.get', ['responses/*agents.get'])).toBe(true)
  expect(isWanted('responses/404-path/agents.get', ['agentsxget'])).toBe(false)
  expect(isWanted('responses/404-path/agents.get', ['agents?get'])).toBe(false)
})

test('a driver is a name and a command', () => {
  const { drivers } = readOptions(['--driver', 'perl=perl -w my/driver.pl'], defaults)
  expect(drivers).toEqual([
    { id: 'perl', title: 'perl', driver: { command: 'perl', args: ['-w', 'my/driver.pl'] } },
  ])
  for (const wrong of ['perl', 'perl=', '=perl', 'Perl=perl']) {
    expect(() => readOptions(['--driver', wrong], defaults)).toThrow('--driver is')
  }
})

test('options are read, and nonsense is refused', () => {
  expect(readOptions(['--sdk', 'node', '--trace', '--lanes', '2'], defaults)).toMatchObject({
    sdks: ['node'],
    trace: true,
    lanes: 2,
    ...defaults,
    progress: true,
  })
  expect(readOptions(['--no-progress'], defaults).progress).toBe(false)
  expect(() => readOptions(['--lanes', '0'], defaults)).toThrow('--lanes')
  expect(readOptions(['--fuzz'], defaults).fuzz).toBe(true)
  expect(() => readOptions(['--fuss'], defaults)).toThrow()
})
