import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import type { Store } from '../store/database.ts'
import { changeLogEpoch } from '../store/log-heads.ts'
import { type LogReader, type ReaderAlarm, readerBatch, readLogs } from '../store/log-reader.ts'
import { findReaderCursor } from '../store/reader-cursor.ts'
import { declareLost, passedByReaders } from '../store/reader-retention.ts'
import { trimLog } from '../store/retention.ts'
import type { KernelTables } from '../store/tables.ts'
import { systemScope } from '../store/unit-of-work.ts'
import type { ConformanceCase } from './conformance-case.ts'
import {
  add,
  insert,
  logged,
  names,
  type OpenStore,
  range,
  storeCase,
  write,
} from './store-case.ts'

const name = 'conformance'
const readers = [name]

/** What every store must do for those who read its log. */
export const readerCases: readonly ConformanceCase<OpenStore>[] = [
  storeCase('a reader is handed every event once, in order, org by org', async (store) => {
    const seen: string[] = []
    const reader = copyTo(seen)
    for (const org of ['org-a', 'org-b']) {
      for (const index of range(readerBatch + 1)) await add(store, org, `${org}.${index}`)
    }
    const alarms: ReaderAlarm[] = []
    for (const text of ['late', null]) {
      await read(store, reader, undefined, alarms)
      if (text !== null) await add(store, 'org-b', text)
    }
    await add(store, 'org-a', 'later')
    await read(store, reader, undefined, alarms)
    deepStrictEqual(alarms, [])
    const all = ['org-a', 'org-b'].flatMap((org) =>
      range(readerBatch + 1).map((index) => `${org}.${index}`),
    )
    deepStrictEqual(seen, [...all, 'late', 'later'])
    strictEqual((await copies(store, 'org-a')).length, readerBatch + 2)
  }),

  storeCase('a reader in one org leaves the others alone', async (store) => {
    const seen: string[] = []
    await add(store, 'org-a', 'a')
    await add(store, 'org-b', 'b')
    await read(store, copyTo(seen), 'org-b')
    deepStrictEqual(seen, ['b'])
    await read(store, copyTo(seen))
    deepStrictEqual(seen, ['b', 'a'])
  }),

  storeCase(
    'what does not concern a reader is passed over, and nothing after it',
    async (store) => {
      const seen: string[] = []
      let concerns = false
      const reader: LogReader = { ...copyTo(seen), concerns: async () => concerns }
      const unconcerned = new Set<string>()
      const alarms: ReaderAlarm[] = []
      const reading = {
        store,
        reader,
        unconcerned,
        onAlarm: (alarm: ReaderAlarm) => alarms.push(alarm),
        onFailure: (_orgId: string, error: unknown) => {
          throw error
        },
      }
      for (const index of range(readerBatch + 2)) await add(store, 'org-a', `n${index}`)
      await readLogs(reading)
      deepStrictEqual([seen, [...unconcerned]], [[], ['org-a']])
      strictEqual((await cursorOf(store, 'org-a'))?.seq, readerBatch + 2)
      concerns = true
      await add(store, 'org-a', 'next')
      await readLogs(reading)
      deepStrictEqual([seen, [...unconcerned], alarms], [['next'], [], []])
    },
  ),

  storeCase('a batch that breaks off is taken back and comes again', async (store, { faults }) => {
    for (const index of range(5)) await add(store, 'org-a', `n${index}`)
    await add(store, 'org-b', 'other')
    const dying = copyTo([], (event) => {
      if (event === 'n3') throw new Error('killed in the midst of a batch')
    })
    const failures = await read(store, dying)
    deepStrictEqual(failures, ['org-a'])
    deepStrictEqual(await copies(store, 'org-a'), [])
    deepStrictEqual(await copies(store, 'org-b'), ['copy of other'], 'others do not wait for it')
    faults.add(`reader.${name}`)
    deepStrictEqual(await read(store, copyTo([])), ['org-a'], 'right before COMMIT')
    faults.clear()
    strictEqual(await cursorOf(store, 'org-a'), null)
    await read(store, copyTo([]))
    deepStrictEqual(
      await copies(store, 'org-a'),
      range(5).map((index) => `copy of n${index}`),
    )
  }),

  storeCase('of two that read at once each effect is of one', async (store) => {
    for (const index of range(3 * readerBatch)) await add(store, 'org-a', `n${index}`)
    await Promise.all(range(4).map(() => read(store, copyTo([]))))
    await read(store, copyTo([]))
    deepStrictEqual(
      (await copies(store, 'org-a')).sort(),
      range(3 * readerBatch)
        .map((index) => `copy of n${index}`)
        .sort(),
    )
  }),

  storeCase('a reader never hears of what it says itself', async (store) => {
    const seen: string[] = []
    const echo: LogReader = {
      name,
      consumes: ['entry.*'],
      emits: ['entry.noted'],
      async read(events, unit) {
        for (const { resource } of events) {
          seen.push(resource.id)
          unit.events.append('entry.noted', resource.id, { name: resource.id })
        }
      },
    }
    await add(store, 'org-a', 'one')
    await read(store, echo)
    await read(store, echo)
    deepStrictEqual(seen, ['one'])
    deepStrictEqual(await logged(store, 'org-a'), [
      [1, 'one'],
      [2, 'one'],
    ])
    const liar = { ...echo, name: 'liar', emits: [] }
    deepStrictEqual(await read(store, liar), ['org-a'], 'it says what it did not declare')
  }),

  storeCase('a restored log is read on where it still proves its past', async (store) => {
    const alarms: ReaderAlarm[] = []
    const seen: string[] = []
    for (const index of range(3)) await add(store, 'org-a', `n${index}`)
    await read(store, copyTo(seen), undefined, alarms)
    await write(store, 'org-a', (unit) => changeLogEpoch(unit, 'org-a', 1))
    await add(store, 'org-a', 'after')
    await read(store, copyTo(seen), undefined, alarms)
    deepStrictEqual(seen, ['n0', 'n1', 'n2', 'after'])
    deepStrictEqual(alarms, [
      { kind: 'epoch_changed', reader: name, orgId: 'org-a', from: 3, to: 3 },
    ])
  }),

  storeCase('another history is not read as if it were the old one', async (store) => {
    const alarms: ReaderAlarm[] = []
    const seen: string[] = []
    for (const index of range(3)) await add(store, 'org-a', `n${index}`)
    await read(store, copyTo(seen), undefined, alarms)
    // The newest two are gone with a disk, and the seqs come again with something else.
    await write(store, 'org-a', async (unit) => {
      const tables = unit.tables<KernelTables>()
      await tables.deleteFrom('events').where('org_id', '=', 'org-a').where('seq', '>', 1).execute()
      await tables
        .updateTable('org_log')
        .set({ last_seq: 1, epoch: 2 })
        .where('org_id', '=', 'org-a')
        .execute()
    })
    for (const text of ['x1', 'x2', 'x3']) await add(store, 'org-a', text)
    await read(store, copyTo(seen), undefined, alarms)
    await add(store, 'org-a', 'next')
    await read(store, copyTo(seen), undefined, alarms)
    deepStrictEqual(seen, ['n0', 'n1', 'n2', 'next'])
    deepStrictEqual(alarms, [
      { kind: 'history_changed', reader: name, orgId: 'org-a', from: 3, to: 4 },
    ])
  }),

  storeCase('what a reader has not passed is not trimmed', async (store, { clock }) => {
    for (const index of range(3)) await add(store, 'org-a', `n${index}`)
    clock.advance(1000)
    for (const index of range(3)) await add(store, 'org-b', `n${index}`)
    const passed = (orgId: string) =>
      write(store, orgId, (unit) => passedByReaders(unit, { orgId, readers }))
    strictEqual(await passed('org-a'), 0, 'one that never came has passed nothing')
    await read(store, copyTo([]), 'org-a')
    strictEqual(await passed('org-a'), 3)
    strictEqual(await passed('org-b'), 0)
    const nobody = { orgId: 'org-a', readers: [] }
    strictEqual(await write(store, 'org-a', (unit) => passedByReaders(unit, nobody)), 3)
  }),

  storeCase('a reader beyond the cap is given up, and told', async (store, { clock }) => {
    const alarms: ReaderAlarm[] = []
    const seen: string[] = []
    await add(store, 'org-a', 'n0')
    await read(store, copyTo(seen), undefined, alarms)
    for (const text of ['n1', 'n2']) await add(store, 'org-a', text)
    clock.advance(1000)
    const before = clock.now(null)
    for (const text of ['n3', 'n4']) await add(store, 'org-a', text)
    const give = (orgId: string) =>
      write(store, orgId, (unit) => declareLost(unit, { orgId, before, readers }))
    deepStrictEqual(await give('org-a'), [name])
    deepStrictEqual(await give('org-a'), [], 'once')
    await add(store, 'org-b', 'young')
    deepStrictEqual(await give('org-b'), [])
    await write(store, 'org-a', async (unit) => {
      const passed = await passedByReaders(unit, { orgId: 'org-a', readers })
      return trimLog(unit, { orgId: 'org-a', before, passed })
    })
    await add(store, 'org-a', 'n5')
    await read(store, copyTo(seen), 'org-a', alarms)
    deepStrictEqual(seen, ['n0', 'n3', 'n4', 'n5'])
    deepStrictEqual(alarms, [{ kind: 'lost', reader: name, orgId: 'org-a', from: 1, to: 3 }])
    await read(store, copyTo(seen), 'org-a', alarms)
    strictEqual(alarms.length, 1)
  }),

  storeCase('a reader that never came is given up too', async (store, { clock }) => {
    for (const text of ['n0', 'n1']) await add(store, 'org-a', text)
    clock.advance(1000)
    const loss = { orgId: 'org-a', before: clock.now(null), readers }
    deepStrictEqual(await write(store, 'org-a', (unit) => declareLost(unit, loss)), [name])
    strictEqual(
      await write(store, 'org-a', (unit) => passedByReaders(unit, loss)),
      Number.MAX_SAFE_INTEGER,
    )
  }),
]

/** A reader whose effect is a row for each event. */
function copyTo(seen: string[], before: (name: string) => void = () => undefined): LogReader {
  return {
    name,
    consumes: ['entry.added'],
    emits: [],
    async read(events, unit) {
      for (const { resource, org_id } of events) {
        before(resource.id)
        await insert(unit, org_id, `copy of ${resource.id}`)
      }
      seen.push(...events.map(({ resource }) => resource.id))
    },
  }
}

/** Reads all that there is; answers the orgs in which that failed. */
async function read(
  store: Store,
  reader: LogReader,
  onlyOrg?: string,
  alarms: ReaderAlarm[] = [],
): Promise<string[]> {
  const failures: string[] = []
  const onAlarm = (alarm: ReaderAlarm) => alarms.push(alarm)
  const onFailure = (orgId: string) => failures.push(orgId)
  const unconcerned = new Set<string>()
  await readLogs({ store, reader, unconcerned, onAlarm, onFailure }, onlyOrg)
  return failures
}

async function copies(store: Store, orgId: string): Promise<string[]> {
  return (await names(store, orgId)).filter((text) => text.startsWith('copy'))
}

function cursorOf(store: Store, orgId: string) {
  return store.read(systemScope('read', orgId), (unit) => findReaderCursor(unit, orgId, name))
}
