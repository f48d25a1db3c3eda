import { rmSync, writeFileSync } from 'node:fs'
import { auditSnapshot } from '../audit/audit-snapshot.ts'
import type { Snapshot } from '../database/snapshot.ts'
import { checkpointEvery, readSnapshot, readSynchronous } from '../database/snapshot-repository.ts'
import type { Fault } from '../faults/fault.ts'
import { openSubject } from '../faults/open-subject.ts'
import { type Acknowledged, Book, compareBook } from '../load/book.ts'
import { doSomething } from '../load/deeds.ts'
import { createLoadOrg } from '../load/org.ts'
import type { Evidence } from '../proof.ts'
import { type Random, sample } from '../random.ts'
import { type Cut, cutsTowards, durableMoment } from './cut.ts'
import { type Moment, Recording } from './recording.ts'

export interface PowerPlan {
  /** Bursts of work, some COMMITs each. */
  readonly bursts: number
  /** Cuts to try of all that there are. */
  readonly cuts: number
  readonly fault: Fault | null
}

/** Few, so that the WAL is folded into the file and begun anew many times. */
const checkpointPages = 96
const longestBurst = 12
const full = 2

/** Records a server at work, cuts its power in every way and looks at what is left. */
export async function runPowerCuts(
  plan: PowerPlan,
  { folder, random }: { readonly folder: string; readonly random: Random },
): Promise<Evidence> {
  const { moments, book, synchronous, closed } = await record(plan, folder, random)
  const synced = (moment: number) => syncedFrames(moments, moment, synchronous)
  const all = moments.flatMap((_moment, index) =>
    cutsTowards(moments, index, { syncedFrames: synced(index), random }),
  )
  const chosen = choose(all, plan.cuts, random.fork('sample'))
  chosen.push({ kind: 'closed', moment: moments.length - 1, main: () => closed, wal: () => null })
  const findings = book.findings()
  for (const cut of chosen) findings.push(...(await tryCut(cut, { moments, book, folder })))
  const kinds = Object.groupBy(chosen, ({ kind }) => kind)
  return {
    findings,
    figures: {
      commits: moments.length,
      checkpoints:
        moments.filter(({ main }, index) => main !== moments[index - 1]?.main).length - 1,
      'WALs begun': new Set(moments.map(({ wal }) => wal?.salts)).size,
      acknowledged: book.acknowledged.length,
      cuts: all.length + 1,
      tried: chosen.length,
      ...Object.fromEntries(Object.entries(kinds).map(([kind, cuts]) => [kind, cuts.length])),
    },
  }
}

/** Of the kinds that are rare a share of their own, of the others what is left. */
function choose(all: readonly Cut[], count: number, random: Random): Cut[] {
  const isRare = ({ kind }: Cut) => kind !== 'frame' && kind !== 'torn'
  const rare = sample(all.filter(isRare), Math.floor(count / 4), random)
  const others = all.filter((cut) => !isRare(cut))
  return [...rare, ...sample(others, count - rare.length, random)]
}

interface Record {
  readonly moments: readonly Moment[]
  readonly book: Book
  readonly synchronous: number
  /** The file as it is when the server has stopped. */
  readonly closed: Buffer
}

async function record(plan: PowerPlan, folder: string, random: Random): Promise<Record> {
  const path = `${folder}/recorded.db`
  const recording = new Recording(path)
  const { server, store } = await openSubject(
    {
      database: `sqlite:${path}`,
      hooks: { onUnitCommitted: (unit) => recording.committed(unit) },
    },
    plan.fault,
  )
  try {
    await checkpointEvery(store, checkpointPages)
    const fetch = async (url: string, init: RequestInit) => {
      const response = await server.fetch(new Request(url, init))
      recording.answered()
      return response
    }
    const org = await createLoadOrg({ baseUrl: 'http://recorded.test', fetch }, 'Recorded')
    const book = new Book(() => recording.now)
    const caller = { client: org.caller(), approver: org.approver(), book, random }
    for (let burst = 0; burst < plan.bursts; burst++) {
      const deeds = Array.from({ length: 1 + random.below(longestBurst) }, (_, number) =>
        doSomething(caller, `${burst}-${number}`),
      )
      await Promise.all(deeds)
    }
    const synchronous = await readSynchronous(store)
    await server.stop()
    const closed = new Recording(path)
    closed.committed({ events: [] })
    const main = closed.moments[0]?.main ?? Buffer.alloc(0)
    closed.close()
    return { moments: recording.moments, book, synchronous, closed: main }
  } finally {
    await server.stop()
    recording.close()
  }
}

/**
 * How many frames of a moment's WAL were synced before its COMMIT. With FULL each COMMIT syncs the
 * WAL before it is done; without it only a checkpoint does.
 */
function syncedFrames(moments: readonly Moment[], moment: number, synchronous: number): number {
  const salts = moments[moment]?.wal?.salts
  for (let at = moment - 1; at >= 0; at--) {
    const { wal, main } = moments[at] ?? {}
    if (wal === null || wal === undefined || wal.salts !== salts) return 0
    if (synchronous >= full || main !== moments[at - 1]?.main) return wal.frames.length
  }
  return 0
}

interface Told {
  readonly moments: readonly Moment[]
  readonly book: Book
  readonly folder: string
}

async function tryCut(cut: Cut, { moments, book, folder }: Told): Promise<string[]> {
  const snapshot = await reopen(cut, `${folder}/cut.db`)
  const where = `power cut ${cut.kind} at COMMIT ${cut.moment}`
  if (typeof snapshot === 'string') return [`${where}: ${snapshot}`]
  const durable = durableMoment(moments, cut)
  const closed = cut.kind === 'closed'
  const owed = book.acknowledged.filter(({ at }) => closed || at <= cut.moment)
  return [
    ...compareHeads(snapshot, moments[durable]?.heads ?? new Map()),
    ...auditSnapshot(snapshot),
    ...compareBook(snapshot, latest(owed)),
  ].map((finding) => `${where}: ${finding}`)
}

async function reopen(cut: Cut, path: string): Promise<Snapshot | string> {
  for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(`${path}${suffix}`, { force: true })
  writeFileSync(path, cut.main())
  const wal = cut.wal()
  if (wal !== null) writeFileSync(`${path}-wal`, wal)
  try {
    return await readSnapshot(path)
  } catch (error) {
    return `the database does not open: ${error instanceof Error ? error.message : error}`
  }
}

/** Of each resource what was told last: an earlier state of it was true and is over. */
function latest(acknowledged: readonly Acknowledged[]): Acknowledged[] {
  return [...new Map(acknowledged.map((fact) => [`${fact.kind} ${fact.label}`, fact])).values()]
}

/** Exactly what was committed up to then: a log that ends earlier has lost, one that ends later has leaked. */
function compareHeads(snapshot: Snapshot, expected: ReadonlyMap<string, number>): string[] {
  return [...expected].flatMap(([orgId, seq]) => {
    const found = snapshot.logs.find((log) => log.orgId === orgId)?.lastSeq ?? 0
    return found === seq ? [] : [`log: ${orgId} ends at ${found}, not at ${seq}`]
  })
}
