import { pino } from 'pino'
import { expect, test } from 'vitest'
import { systemClock } from '../../clock.ts'
import { createIds } from '../../ids.ts'
import type { WorkerContext } from '../../module.ts'
import type { Store } from '../../store/database.ts'
import type { WriteUnit } from '../../store/unit-of-work.ts'
import { LastUsed } from './last-used.ts'

/** A store that only counts what is set, and runs `during` while a unit is on its way. */
function countingStore(during: () => void = () => undefined) {
  const units: number[] = []
  const write = async (_scope: unknown, work: (unit: WriteUnit) => Promise<unknown>) => {
    let statements = 0
    const query: Record<string, () => unknown> = {}
    for (const name of ['updateTable', 'set', 'where']) query[name] = () => query
    query['execute'] = async () => {
      statements += 1
    }
    await work({ tables: () => query } as unknown as WriteUnit)
    units.push(statements)
    during()
  }
  return { units, store: { write } as unknown as Store }
}
const context = (store: Store): WorkerContext => ({
  store,
  clock: systemClock,
  ids: createIds(),
  log: pino({ enabled: false }),
})

test('one run writes everything, 500 keys at a time', async () => {
  const lastUsed = new LastUsed()
  for (let index = 0; index < 1200; index += 1) lastUsed.touch(`key-${index}`, 60_000)
  const { units, store } = countingStore()
  await lastUsed.worker().run(context(store))
  expect(units).toEqual([500, 500, 200])
})

test('a use during the write is written too', async () => {
  const lastUsed = new LastUsed()
  lastUsed.touch('key', 60_000)
  const { units, store } = countingStore(() => {
    if (units.length === 1) lastUsed.touch('key', 120_000)
  })
  await lastUsed.worker().run(context(store))
  expect(units).toEqual([1, 1])
})

test('what could not be written is tried again', async () => {
  const lastUsed = new LastUsed()
  lastUsed.touch('key', 60_000)
  const down = { write: () => Promise.reject(new Error('down')) } as unknown as Store
  await expect(lastUsed.worker().run(context(down))).rejects.toThrow('down')
  const { units, store } = countingStore()
  await lastUsed.worker().run(context(store))
  expect(units).toEqual([1])
})
