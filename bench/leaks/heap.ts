import { setImmediate as turn } from 'node:timers/promises'

/** What a growing heap is held to, in bytes. */
export const allowedGrowth = 5 * 1024 * 1024

/**
 * Bytes in use when all garbage is gone. What finalizers and weak references let go of is collected
 * only in a later turn, so it takes a few.
 */
export async function heapInUse(): Promise<number> {
  const { gc } = globalThis
  if (gc === undefined) throw new Error('run with --expose-gc')
  for (let round = 0; round < 4; round += 1) {
    await turn()
    await gc({ type: 'major', execution: 'async' })
  }
  return process.memoryUsage().heapUsed
}

/** Timers, sockets and whatever else would keep the process alive, by kind. */
export function activeResources(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
