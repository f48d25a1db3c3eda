import type { Process } from './open-process.ts'

/** The CPU time that a process has used, all threads included, in microseconds. */
export async function cpuTime(process: Process): Promise<number> {
  const { user, system } = await process.ask<NodeJS.CpuUsage>('cpu')
  return user + system
}
