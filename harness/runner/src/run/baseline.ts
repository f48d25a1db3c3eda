import type { Checks } from '../expect/checks.ts'
import type { DriverProcess } from '../subject/driver-process.ts'
import type { Stats } from '../subject/protocol.ts'
import { pollUntil } from './poll.ts'

/** A call must leave nothing behind: no socket, no timer, no task, no thread. One check. */
export async function checkBaseline(
  driver: DriverProcess,
  before: Stats,
  checks: Checks,
  withinMs = 2000,
): Promise<void> {
  let now = before
  const isBack = async () => {
    now = await driver.send('stats', {})
    return Object.entries(before).every(([name, count]) => now[name as keyof Stats] <= count)
  }
  const back = await pollUntil(withinMs, 'the return to the baseline', isBack).then(
    () => true,
    () => false,
  )
  checks.assert(back, 'stats', () => `${JSON.stringify(before)} became ${JSON.stringify(now)}`)
}
