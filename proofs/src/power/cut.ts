import type { Random } from '../random.ts'
import type { Moment } from './recording.ts'
import { commitsOf, frameHeaderBytes, readWal, walHeaderBytes } from './wal.ts'

/** What a power cut may leave on the disk. */
export interface Cut {
  readonly kind: CutKind
  /** The COMMIT that was under way, or just done. */
  readonly moment: number
  readonly main: () => Buffer
  /** `null`: there is no WAL. */
  readonly wal: () => Buffer | null
}

/**
 * - `frame`: the WAL ends with one of its frames; what was in the file behind it is gone, or still there.
 * - `torn`: it ends in the middle of one.
 * - `scattered`: frames that were not yet synced reached the disk in no order.
 * - `header`: the header of a WAL that begins anew is half written.
 * - `checkpoint`: some pages have reached the file, in no order, some of them half.
 * - `closed`: the file alone, after the last connection has gone.
 */
export type CutKind = 'frame' | 'torn' | 'scattered' | 'header' | 'checkpoint' | 'closed'

const sectorBytes = 512
const scatteredPerMoment = 3
const checkpointsPerMoment = 6

/**
 * Every cut on the way from one moment to the next. `syncedFrames`: how many frames of this WAL the
 * disk is sure to have.
 */
export function cutsTowards(
  moments: readonly Moment[],
  moment: number,
  { syncedFrames, random }: { readonly syncedFrames: number; readonly random: Random },
): Cut[] {
  const before = moments[moment - 1]
  const after = moments[moment]
  if (before === undefined || after === undefined || after.wal === null) return []
  const main = () => before.main
  const cut = (kind: CutKind, wal: () => Buffer): Cut => ({ kind, moment, main, wal })
  const old = before.walBytes
  const next = after.walBytes
  const until = (end: number) => Buffer.concat([next.subarray(0, end), old.subarray(end)])
  const cuts: Cut[] = []
  if (before.wal?.salts !== after.wal.salts) {
    const torn = 1 + random.below(walHeaderBytes - 1)
    cuts.push(cut('header', () => until(torn)))
  }
  const start = after.wal.frames[syncedFrames - 1]?.end ?? walHeaderBytes
  const pending = after.wal.frames.slice(syncedFrames)
  for (const end of [start, ...pending.map((frame) => frame.end)]) {
    cuts.push(cut('frame', () => next.subarray(0, end)))
    if (old.length > end) cuts.push(cut('frame', () => until(end)))
  }
  const frameBytes = frameHeaderBytes + after.wal.pageSize
  for (const { end } of pending) {
    const inHeader = end - frameBytes + 1 + random.below(frameHeaderBytes - 1)
    const inPage = end - 1 - random.below(after.wal.pageSize - 1)
    for (const at of [inHeader, inPage]) {
      cuts.push(cut('torn', () => next.subarray(0, at)))
      if (old.length > at) cuts.push(cut('torn', () => until(at)))
    }
  }
  for (let number = 0; number < scatteredPerMoment; number++) {
    const draws = random.fork(`scattered ${moment} ${number}`)
    cuts.push(cut('scattered', () => scatter(old, next, { start, frameBytes, random: draws })))
  }
  return [...cuts, ...checkpointCuts(before, after, moment, random)]
}

/** The file half written, over a WAL that is whole: it is synced before the first page is folded in. */
function checkpointCuts(before: Moment, after: Moment, moment: number, random: Random): Cut[] {
  if (before.main === after.main || after.wal === null) return []
  const { pageSize } = after.wal
  const wal = () => after.walBytes
  const whole: Cut = { kind: 'checkpoint', moment, main: () => after.main, wal }
  const partial = Array.from({ length: checkpointsPerMoment }, (_, number): Cut => {
    const draws = random.fork(`checkpoint ${moment} ${number}`)
    // Every second one with pages that are half written.
    const unit = number % 2 === 0 ? pageSize : sectorBytes
    return {
      kind: 'checkpoint',
      moment,
      wal,
      main: () => mix(before.main, after.main, unit, draws),
    }
  })
  return [whole, ...partial]
}

/** Pieces of two versions of a file, each old or new. Where the old one had nothing there are zeros. */
function mix(old: Buffer, next: Buffer, unit: number, random: Random): Buffer {
  const mixed = Buffer.alloc(Math.max(old.length, next.length))
  old.copy(mixed)
  for (let at = 0; at < next.length; at += unit) {
    if (random.next() < 0.5) next.copy(mixed, at, at, at + unit)
  }
  return mixed
}

function scatter(
  old: Buffer,
  next: Buffer,
  at: { readonly start: number; readonly frameBytes: number; readonly random: Random },
): Buffer {
  const { start, frameBytes, random } = at
  const tail = mix(old.subarray(start), next.subarray(start), frameBytes, random)
  return Buffer.concat([next.subarray(0, start), tail])
}

/** The last moment whose COMMIT is whole in a cut: what the database must go back to. */
export function durableMoment(moments: readonly Moment[], cut: Cut): number {
  const bytes = cut.wal()
  if (bytes === null) return moments.length - 1
  const current = moments[cut.moment]?.wal?.salts
  const wal = readWal(bytes) ?? { salts: current, frames: [] }
  const commits = commitsOf(wal)
  const own = ({ wal: one }: Moment) => one?.salts === wal.salts
  // A WAL without a commit leaves what was folded into the file before it began.
  if (commits === 0) return moments.findIndex(own) - 1
  return moments.findLastIndex(
    (moment) => own(moment) && moment.wal !== null && commitsOf(moment.wal) === commits,
  )
}
