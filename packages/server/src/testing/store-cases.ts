import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict'
import { eventId } from '../store/event-id.ts'
import { readEvents } from '../store/event-reader.ts'
import { judgeCursor, resolveCursor } from '../store/log-cursor.ts'
import { changeLogEpoch, listLogHeads, readLogHead } from '../store/log-heads.ts'
import { migrateDown, migrateUp, readMigrations } from '../store/migrator.ts'
import { prepareQuery } from '../store/prepared-query.ts'
import { trimLog } from '../store/retention.ts'
import { type ReadUnit, systemScope, type WriteUnit } from '../store/unit-of-work.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { readerCases } from './reader-cases.ts'
import { searchCase } from './search-case.ts'
import {
  add,
  entries,
  insert,
  kernel,
  log,
  logged,
  names,
  type OpenStore,
  range,
  storeCase,
  type Tables,
  write,
} from './store-case.ts'

const insertPrepared = prepareQuery<Tables, Tables['entries']>()((tables, row) =>
  tables.insertInto('entries').values(row),
)
const findPrepared = prepareQuery<Tables, { name: string }>()((tables, { name }) =>
  tables.selectFrom('entries').select('name').where('name', '=', name),
)

/** What every store must do. */
export const storeCases: readonly ConformanceCase<OpenStore>[] = [
  storeCase('a unit commits its rows and its event together', async (store, { committed }) => {
    await add(store, 'org-a', 'one')
    deepStrictEqual(await names(store, 'org-a'), ['one'])
    deepStrictEqual(await logged(store, 'org-a'), [[1, 'one']])
    strictEqual(committed.length, 1)
  }),

  searchCase,

  storeCase('a unit that throws leaves no row and no event', async (store, { committed }) => {
    const failing = write(store, 'org-a', async (unit) => {
      await insert(unit, 'org-a', 'lost')
      unit.events.append('entry.added', 'lost', { name: 'lost' })
      throw new Error('second thoughts')
    })
    await rejects(failing, /second thoughts/)
    deepStrictEqual(await names(store, 'org-a'), [])
    deepStrictEqual(await logged(store, 'org-a'), [])
    strictEqual(committed.length, 0)
  }),

  storeCase('a prepared query runs with the values of each call', async (store) => {
    const one = (name: string) =>
      write(store, 'org-a', (unit) => unit.run(insertPrepared, { org_id: 'org-a', name }))
    await Promise.all(['one', 'two', "th'ree"].map(one))
    deepStrictEqual((await names(store, 'org-a')).sort(), ['one', "th'ree", 'two'])
    const find = (name: string) =>
      store.read(systemScope('read', 'org-a'), (unit) => unit.run(findPrepared, { name }))
    const found = [...(await find('two')), ...(await find('four'))]
    deepStrictEqual(
      found.map(({ name }) => name),
      ['two'],
    )
    let kept: WriteUnit['run'] | null = null
    await write(store, 'org-a', async ({ run }) => {
      kept = run
    })
    await rejects(async () => kept?.(findPrepared, { name: 'two' }), /unit of work is over/)
  }),

  storeCase('an event that is refused costs its unit, also where that is caught', async (store) => {
    const stubborn = write(store, 'org-a', async (unit) => {
      await insert(unit, 'org-a', 'lost')
      try {
        unit.events.append('entry.added', 'lost', { title: 'not in the catalogue' })
      } catch {
        // As if nothing had happened.
      }
    })
    await rejects(stubborn, /no such event/)
    deepStrictEqual(await names(store, 'org-a'), [])
    deepStrictEqual(await logged(store, 'org-a'), [])
  }),

  storeCase('an event is written as it was when it was appended', async (store) => {
    await write(store, 'org-a', async (unit) => {
      const payload = { name: 'checked' }
      unit.events.append('entry.added', 'e', payload)
      payload.name = 'changed'
    })
    const [event] = await store.read(systemScope('read', 'org-a'), (unit) =>
      readEvents(unit, { orgId: 'org-a', after: 0, limit: 1 }),
    )
    deepStrictEqual(event?.payload, { name: 'checked' })
  }),

  storeCase('units that fail among many roll back themselves alone', async (store) => {
    const outcomes = await Promise.allSettled(
      range(100).map((index) =>
        write(store, 'org-a', async (unit) => {
          await insert(unit, 'org-a', `n${index}`)
          unit.events.append('entry.added', `n${index}`, { name: `n${index}` })
          if (index % 3 === 0) throw new Error('every third')
        }),
      ),
    )
    const kept = range(100).filter((index) => outcomes[index]?.status === 'fulfilled')
    deepStrictEqual(kept.length, 66)
    deepStrictEqual((await names(store, 'org-a')).sort(), kept.map((index) => `n${index}`).sort())
    const log = await logged(store, 'org-a')
    deepStrictEqual(
      log.map(([seq]) => seq),
      range(66).map((index) => index + 1),
    )
    deepStrictEqual(log.map(([, name]) => name).sort(), kept.map((index) => `n${index}`).sort())
  }),

  storeCase('a fault before COMMIT costs that unit alone', async (store, { faults }) => {
    faults.add('broken')
    const [good, bad] = await Promise.allSettled([
      add(store, 'org-a', 'good'),
      add(store, 'org-a', 'bad', 'broken'),
    ])
    strictEqual(good?.status, 'fulfilled')
    strictEqual(bad?.status, 'rejected')
    deepStrictEqual(await logged(store, 'org-a'), [[1, 'good']])
  }),

  storeCase('every org has a dense seq of its own', async (store, { committed }) => {
    const orgs = ['org-a', 'org-b', 'org-c']
    await Promise.all(range(150).map((index) => add(store, orgs[index % 3] ?? '', `n${index}`)))
    for (const org of orgs) {
      const seqs = (await logged(store, org)).map(([seq]) => seq)
      deepStrictEqual(
        seqs,
        range(50).map((index) => index + 1),
      )
    }
    const told = committed.flat().filter(({ orgId }) => orgId === 'org-a')
    const seqs = told.map(({ seq }) => seq)
    // Several connections may hear of their commits in another order than they came in.
    if (store.capabilities.manyProcesses) seqs.sort((one, other) => one - other)
    deepStrictEqual(
      seqs,
      range(50).map((index) => index + 1),
    )
  }),

  storeCase('several events of one unit follow each other', async (store) => {
    await write(store, 'org-a', async (unit) => {
      for (const name of ['one', 'two', 'three']) unit.events.append('entry.added', name, { name })
    })
    deepStrictEqual(await logged(store, 'org-a'), [
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
    ])
  }),

  storeCase('an event that breaks its schema fails the whole write', async (store) => {
    const failing = write(store, 'org-a', async (unit) => {
      await insert(unit, 'org-a', 'lost')
      unit.events.append('entry.added', 'lost', { wrong: true })
    })
    await rejects(failing)
    deepStrictEqual(await names(store, 'org-a'), [])
  }),

  storeCase('a unit writes the log of one org', async (store) => {
    const failing = write(store, 'org-a', async (unit) => unit.events.adopt('org-b'))
    await rejects(failing, /one org/)
  }),

  storeCase('a unit for reading cannot write', async (store) => {
    const failing = store.read(systemScope('read'), (unit) =>
      insert(unit as unknown as WriteUnit, 'org-a', 'smuggled'),
    )
    await rejects(failing)
    await add(store, 'org-a', 'one')
    deepStrictEqual(await names(store, 'org-a'), ['one'])
  }),

  storeCase('a unit that is over answers nothing', async (store) => {
    const kept: { unit?: ReadUnit } = {}
    await store.read(systemScope('read'), async (unit) => {
      kept.unit = unit
    })
    await rejects(async () => {
      await kept.unit?.tables<Tables>().selectFrom('entries').selectAll().execute()
    }, /over/)
  }),

  storeCase('a clock that steps back disorders nothing', async (store, { clock, ahead }) => {
    await add(store, 'org-a', 'one')
    clock.advance(-60_000)
    await add(store, 'org-a', 'two')
    const events = await log(store, 'org-a')
    strictEqual(events[0]?.timestamp, events[1]?.timestamp)
    ok((events[0]?.id ?? '') < (events[1]?.id ?? ''))
    deepStrictEqual(ahead, [])
    clock.advance(-1)
    await add(store, 'org-a', 'three')
    deepStrictEqual(ahead, [60_001])
  }),

  storeCase('a cursor counts only as the whole id of its row', async (store, { clock }) => {
    await add(store, 'org-a', 'one')
    await add(store, 'org-b', 'other')
    const [own] = await log(store, 'org-a')
    const [foreign] = await log(store, 'org-b')
    const id = own?.id ?? ''
    const resolve = (cursor: string) =>
      store.read(systemScope('read'), (unit) => resolveCursor(unit, 'org-a', cursor))
    strictEqual(await resolve(id), 1)
    strictEqual(await resolve(foreign?.id ?? ''), null)
    const early = { ms: clock.now(null) - 1, seq: 1, epoch: 1 }
    strictEqual(await resolve(eventId('org-a', early)), null)
    strictEqual(await resolve('evt_nonsense'), null)
  }),

  storeCase('a cursor that does not count has a reason', async (store, { clock }) => {
    for (const name of ['one', 'two', 'three']) await add(store, 'org-a', name)
    const [first, second, third] = await log(store, 'org-a')
    clock.advance(1000)
    await write(store, 'org-a', (unit) =>
      trimLog(unit, { orgId: 'org-a', before: clock.now(null), passed: 2 }),
    )
    const judge = (cursor: string) =>
      store.read(systemScope('read'), (unit) => judgeCursor(unit, 'org-a', cursor))
    const at = (seq: number, epoch: number) => eventId('org-a', { ms: clock.now(null), seq, epoch })
    deepStrictEqual(await judge(third?.id ?? ''), { valid: true, seq: 3 })
    deepStrictEqual(await judge(second?.id ?? ''), { valid: true, seq: 2 })
    const refused: [string, string][] = [
      [first?.id ?? '', 'cursor_trimmed'],
      [at(4, 1), 'cursor_ahead'],
      [at(3, 1), 'cursor_unknown'],
      [at(3, 2), 'epoch_changed'],
      ['evt_nonsense', 'cursor_unknown'],
    ]
    for (const [cursor, reason] of refused) {
      deepStrictEqual(await judge(cursor), { valid: false, reason })
    }
  }),

  storeCase('heads tell where every log stands, page by page', async (store) => {
    for (const org of ['org-c', 'org-a', 'org-b']) await add(store, org, 'one')
    const [newest] = await log(store, 'org-a')
    const heads = (after: string | null, limit: number) =>
      store.read(systemScope('read'), (unit) => listLogHeads(unit, { after, limit }))
    deepStrictEqual(
      (await heads(null, 2)).map(({ orgId, seq }) => [orgId, seq]),
      [
        ['org-a', 1],
        ['org-b', 1],
      ],
    )
    deepStrictEqual(
      (await heads('org-b', 2)).map(({ orgId }) => orgId),
      ['org-c'],
    )
    const head = await store.read(systemScope('read'), (unit) => readLogHead(unit, 'org-a'))
    deepStrictEqual(head, { orgId: 'org-a', epoch: 1, seq: 1, id: newest?.id, firstSeq: 1 })
  }),

  storeCase('of two that begin a new epoch one does, and both know it', async (store) => {
    await add(store, 'org-a', 'one')
    const change = () => write(store, 'org-a', (unit) => changeLogEpoch(unit, 'org-a', 1))
    const epochs = (await Promise.all([change(), change()])).map(({ epoch }) => epoch)
    deepStrictEqual(epochs, [2, 2])
    await add(store, 'org-a', 'two')
    const [first, second] = await log(store, 'org-a')
    const judge = (cursor = '') =>
      store.read(systemScope('read'), (unit) => resolveCursor(unit, 'org-a', cursor))
    deepStrictEqual(
      [await judge(first?.id), await judge(second?.id)],
      [1, 2],
      'what was written before it keeps its id',
    )
  }),

  storeCase('trimming keeps the newest event and moves the beginning', async (store, { clock }) => {
    for (const name of ['one', 'two', 'three']) await add(store, 'org-a', name)
    const [first, second] = await log(store, 'org-a')
    clock.advance(1000)
    const trim = (passed: number) =>
      write(store, 'org-a', (unit) =>
        trimLog(unit, { orgId: 'org-a', before: clock.now(null), passed }),
      )
    strictEqual(await trim(1), 1)
    deepStrictEqual(await logged(store, 'org-a'), [
      [2, 'two'],
      [3, 'three'],
    ])
    strictEqual(await trim(Number.MAX_SAFE_INTEGER), 1)
    strictEqual(await trim(Number.MAX_SAFE_INTEGER), 0)
    deepStrictEqual(await logged(store, 'org-a'), [[3, 'three']])
    const resolve = (cursor = '') =>
      store.read(systemScope('read'), (unit) => resolveCursor(unit, 'org-a', cursor))
    strictEqual(await resolve(first?.id), null)
    strictEqual(await resolve(second?.id), 2)
    await add(store, 'org-a', 'four')
    deepStrictEqual(await logged(store, 'org-a'), [
      [3, 'three'],
      [4, 'four'],
    ])
  }),

  storeCase('what is done to one log leaves the others alone', async (store, { clock }) => {
    const trim = (orgId: string) =>
      write(store, orgId, (unit) =>
        trimLog(unit, { orgId, before: clock.now(null), passed: Number.MAX_SAFE_INTEGER }),
      )
    for (const name of ['one', 'two']) await add(store, 'org-a', name)
    clock.advance(1000)
    for (const name of ['one', 'two', 'three']) await add(store, 'org-b', name)
    strictEqual(await trim('org-b'), 0, 'only the other log is old')
    clock.advance(1000)
    const before = await log(store, 'org-b')
    strictEqual(await trim('org-a'), 1)
    await write(store, 'org-a', (unit) => changeLogEpoch(unit, 'org-a', 1))
    deepStrictEqual(await log(store, 'org-b'), before)
    const { epoch, firstSeq } = await store.read(systemScope('read'), (unit) =>
      readLogHead(unit, 'org-b'),
    )
    deepStrictEqual([epoch, firstSeq], [1, 1])
    strictEqual(await trim('org-b'), 2)
  }),

  storeCase('migrations go up once, down in reverse, and never change', async (store) => {
    deepStrictEqual(await migrateUp(store, [kernel, entries]), [])
    const undone = await migrateDown(store, entries, 0)
    deepStrictEqual(
      undone.map(({ name }) => name),
      ['entries'],
    )
    strictEqual((await migrateUp(store, [entries])).length, 1)
    const [first] = entries.migrations
    const changed = {
      ...entries,
      migrations: [{ ...first, number: 1, name: 'entries', up: ['SELECT 1'], down: [] }],
    }
    await rejects(migrateUp(store, [changed]), /was changed/)
    await rejects(migrateUp(store, [{ ...entries, migrations: [] }]), /newer/)
    const known = await readMigrations(store)
    strictEqual(known.filter(({ module }) => module === 'conformance').length, 1)
  }),

  storeCase('a migration that fails leaves the schema as it was', async (store) => {
    const broken = {
      module: 'broken',
      migrations: [
        { number: 1, name: 'half', up: ['CREATE TABLE half (id TEXT)', 'NONSENSE'], down: [] },
      ],
    }
    await rejects(migrateUp(store, [broken]))
    const known = await readMigrations(store)
    strictEqual(
      known.some(({ module }) => module === 'broken'),
      false,
    )
    await store.schema((connection) => connection.execute('CREATE TABLE half (id TEXT)'))
  }),

  storeCase('a store that is closed answers nothing', async (store) => {
    await store.close()
    await rejects(add(store, 'org-a', 'late'), { code: 'store_unavailable' })
    await rejects(store.ping(), { code: 'store_unavailable' })
  }),

  ...readerCases,
]
