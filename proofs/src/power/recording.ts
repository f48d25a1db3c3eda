import type { CommittedUnit } from '@coxswain/server'
import { FileTap } from './file-tap.ts'
import { commitsOf, readWal, type Wal } from './wal.ts'

/** What the disk holds right after a COMMIT, a checkpoint that it set off included. */
export interface Moment {
  readonly main: Buffer
  readonly walBytes: Buffer
  readonly wal: Wal | null
  /** The last seq of each org's log. */
  readonly heads: ReadonlyMap<string, number>
}

/** The files of a database, kept after each COMMIT. */
export class Recording {
  readonly moments: Moment[] = []
  readonly #main: FileTap
  readonly #wal: FileTap
  readonly #heads = new Map<string, number>()
  #kept = false

  constructor(path: string) {
    this.#main = new FileTap(path)
    this.#wal = new FileTap(`${path}-wal`)
  }

  /** Between which COMMITs we are: how many were seen. */
  get now(): number {
    return this.moments.length
  }

  /** Told of each committed unit, before any of its COMMIT is answered; they come in one go. */
  committed({ events }: Pick<CommittedUnit, 'events'>): void {
    for (const { orgId, seq } of events) this.#heads.set(orgId, seq)
    const heads = new Map(this.#heads)
    const last = this.#kept ? this.moments.pop() : undefined
    if (last === undefined) this.#keep(this.#wal.read(), heads)
    else this.moments.push({ ...last, heads })
    this.#kept = true
    queueMicrotask(() => {
      this.#kept = false
    })
  }

  /**
   * Told after each answer: a COMMIT whose units have all failed tells nobody, and yet SQLite may
   * write pages for it that are what they were before, and fold the WAL.
   */
  answered(): void {
    const walBytes = this.#wal.read()
    if (this.moments.at(-1)?.walBytes.equals(walBytes) === false) {
      this.#keep(walBytes, new Map(this.#heads))
    }
  }

  #keep(walBytes: Buffer, heads: ReadonlyMap<string, number>): void {
    const main = this.#main.read()
    const last = this.moments.at(-1)
    const same = last?.main.equals(main) === true
    const wal = readWal(walBytes)
    this.#refuseGap(last?.wal ?? null, wal)
    this.moments.push({ main: same ? last.main : main, walBytes, wal, heads })
  }

  /** What lies between two COMMITs is known only if no other was between them. */
  #refuseGap(last: Wal | null, next: Wal | null): void {
    if (last === null || next === null) return
    const before = last.salts === next.salts ? commitsOf(last) : 0
    if (commitsOf(next) - before > 1) throw new Error('a COMMIT was not recorded')
  }

  close(): void {
    this.#main.close()
    this.#wal.close()
  }
}
