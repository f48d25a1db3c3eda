import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Lane } from './lane.ts'

const script = join(import.meta.dirname, '../testing/fake-driver.ts')

function lane(...args: string[]): Lane {
  const driver = { command: process.execPath, args: [script, ...args] }
  return new Lane({ id: 'fake', title: 'fake', driver }, () => undefined)
}

test('a driver that died is replaced', async () => {
  const one = lane('dies')
  const first = await one.driver()
  await expect(first.send('stats', {})).rejects.toThrow('ended')
  const second = await one.driver()
  expect(second).not.toBe(first)
  expect(second.alive).toBe(true)
  await one.close()
})

test('runs that begin at once share one driver, and one that replaces it', async () => {
  const one = lane('dies')
  const [first, same] = await Promise.all([one.driver(), one.driver()])
  expect(same).toBe(first)
  await expect(first.send('stats', {})).rejects.toThrow('ended')
  const [second, again] = await Promise.all([one.driver(), one.driver()])
  expect(second).not.toBe(first)
  expect(again).toBe(second)
  await one.close()
})

test('closing ends a driver that is still starting', async () => {
  const one = lane('answers')
  const starting = one.driver()
  await one.close()
  expect((await starting).alive).toBe(false)
})
