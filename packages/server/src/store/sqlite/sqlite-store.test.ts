import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { CoxswainError } from '../../coxswain-error.ts'
import { manualClock } from '../../testing/manual-clock.ts'
import { storeCases } from '../../testing/store-cases.ts'
import { type ReadUnit, systemScope, type WriteUnit } from '../unit-of-work.ts'
import { createSqliteStore, StoreLockedError } from './index.ts'

const folders: string[] = []
const file = () => {
  const folder = mkdtempSync(join(tmpdir(), 'coxswain-store-'))
  folders.push(folder)
  return join(folder, 'deeper', 'test.db')
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

const catalogue = { check: () => ({ resource: 'entry' }) }
const clock = manualClock()

describe('on a file', () => {
  for (const { name, run } of storeCases) {
    test(name, () => run(async (options) => createSqliteStore({ ...options, path: file() })))
  }
})

describe('in memory', () => {
  for (const { name, run } of storeCases) {
    test(name, () => run(async (options) => createSqliteStore({ ...options, path: ':memory:' })))
  }
})

describe('a unit of work', () => {
  const scope = systemScope('test', 'org-a')
  const afterOneTurn = () =>
    new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)))

  test('that waits for anything but the database fails, and the next one runs', async () => {
    for (const path of [file(), ':memory:']) {
      const store = createSqliteStore({ path, clock, catalogue })
      await expect(store.write(scope, afterOneTurn)).rejects.toThrow(/waited for something/)
      await expect(store.read(scope, afterOneTurn)).rejects.toThrow(/waited for something/)
      await expect(store.write(scope, async () => 'next')).resolves.toBe('next')
      await store.close()
    }
  })

  test('may wait where strictness is off, and holds up those behind it', async () => {
    const store = createSqliteStore({ path: ':memory:', clock, catalogue, strict: false })
    const order: string[] = []
    await Promise.all([
      store.write(scope, async () => {
        await afterOneTurn()
        order.push('first')
      }),
      store.write(scope, async () => {
        order.push('second')
      }),
    ])
    expect(order).toEqual(['first', 'second'])
    await store.close()
  })

  test('that reads and tries to write fails for its own fault, not the store’s', async () => {
    interface Tables {
      entries: { name: string }
    }
    for (const path of [file(), ':memory:']) {
      const store = createSqliteStore({ path, clock, catalogue })
      await store.schema((connection) => connection.execute('CREATE TABLE entries (name TEXT)'))
      const add = (unit: ReadUnit) =>
        (unit as unknown as WriteUnit)
          .tables<Tables>()
          .insertInto('entries')
          .values({ name: 'a' })
          .execute()
      const failed = await store.read(scope, add).catch((error: unknown) => error)
      expect(CoxswainError.from(failed).code).toBe('internal_error')
      const rows = store.read(scope, (unit) =>
        unit.tables<Tables>().selectFrom('entries').selectAll().execute(),
      )
      expect(await rows, 'it is taken back').toEqual([])
      await store.close()
    }
  })
})

describe('group commit', () => {
  test('carries what is queued at once in batches of at most 32', async () => {
    const batches: number[] = []
    const hooks = { onBatch: (units: number) => batches.push(units) }
    const store = createSqliteStore({ path: ':memory:', clock, catalogue, hooks })
    const scope = systemScope('test')
    await Promise.all(Array.from({ length: 70 }, () => store.write(scope, async () => undefined)))
    expect(batches).toEqual([32, 32, 6])
    await store.close()
  })

  test('answers all of a batch with 503 when its COMMIT fails', async () => {
    const store = createSqliteStore({ path: ':memory:', clock, catalogue })
    await store.schema(async (connection) => {
      await connection.execute('CREATE TABLE parents (id TEXT PRIMARY KEY)')
      await connection.execute(
        'CREATE TABLE children (parent TEXT REFERENCES parents DEFERRABLE INITIALLY DEFERRED)',
      )
    })
    const scope = systemScope('test')
    interface Tables {
      children: { parent: string }
    }
    const orphan = store.write(scope, (unit) =>
      unit.tables<Tables>().insertInto('children').values({ parent: 'nobody' }).execute(),
    )
    const innocent = store.write(scope, async () => 'fine')
    await expect(orphan).rejects.toMatchObject({ code: 'store_unavailable' })
    await expect(innocent).rejects.toMatchObject({ code: 'store_unavailable' })
    await expect(store.write(scope, async () => 'next')).resolves.toBe('next')
    await store.close()
  })
})

describe('the queue', () => {
  test('refuses what it has no room for, and takes more when it has', async () => {
    const store = createSqliteStore({ path: ':memory:', clock, catalogue, maxQueued: 40 })
    const scope = systemScope('test')
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, () => store.write(scope, async () => undefined)),
    )
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused).toHaveLength(60)
    for (const { reason } of refused) {
      expect(reason).toMatchObject({ code: 'store_unavailable', retryAfter: 1 })
    }
    await expect(store.write(scope, async () => 'next')).resolves.toBe('next')
    await store.close()
  })
})

describe('a file', () => {
  test('is one file by whatever name', async () => {
    const path = file()
    const store = createSqliteStore({ path, clock, catalogue })
    const alias = join(dirname(path), 'alias.db')
    symlinkSync(path, alias)
    expect(() => createSqliteStore({ path: alias, clock, catalogue })).toThrow(StoreLockedError)
    await store.close()
  })

  test('that can not be opened is named, and not said to be in use', () => {
    const garbage = 'this is no database '.repeat(100)
    const broken = file()
    mkdirSync(dirname(broken))
    writeFileSync(broken, garbage)
    const badLock = file()
    mkdirSync(dirname(badLock))
    writeFileSync(`${badLock}.lock`, garbage)
    for (const path of [broken, badLock]) {
      const open = () => createSqliteStore({ path, clock, catalogue })
      expect(open).toThrow(`${path} can not be opened: file is not a database`)
      expect(open).not.toThrow(StoreLockedError)
    }
  })

  test('is held by one store at a time', async () => {
    const path = file()
    const store = createSqliteStore({ path, clock, catalogue })
    expect(() => createSqliteStore({ path, clock, catalogue })).toThrow(StoreLockedError)
    await store.close()
    await createSqliteStore({ path, clock, catalogue }).close()
  })

  test('is synced with every COMMIT, unless that is waived', async () => {
    for (const [synchronous, level] of [
      ['FULL', 2],
      ['NORMAL', 1],
    ] as const) {
      const store = createSqliteStore({ path: file(), clock, catalogue, synchronous })
      const [row] = await store.schema((connection) => connection.execute('PRAGMA synchronous'))
      expect(row).toEqual({ synchronous: level })
      await store.close()
    }
  })
})
