import { sweepDeadlines } from '../../deadlines.ts'
import type { Worker } from '../../module.ts'
import type { WriteUnit } from '../../store/unit-of-work.ts'
import { announce } from './action-change.ts'
import { actionTransitions } from './action-state.ts'
import { listDeadlines, markExpired, markLost, type Timed } from './sweeper-repository.ts'

const name = 'governance.sweeper'

/**
 * Tells the log what time has done: approvals that expired, leases that lapsed. What anyone reads of
 * them is right without it, as every reader looks at the clock; here it is only noticed, once, by
 * whoever changes the row first. Each org is judged by its own clock.
 */
export function sweeper(): Worker {
  return {
    name,
    everyMs: 1000,
    async run(context) {
      for (const state of ['pending_approval', 'running'] as const) {
        await sweepDeadlines(context, {
          name,
          list: (unit, after, limit) => listDeadlines(unit, state, after, limit),
          settle: state === 'running' ? tellLost : tellExpired,
        })
      }
    },
  }
}

async function tellExpired(
  tx: WriteUnit,
  orgId: string,
  now: number,
  limit: number,
): Promise<number> {
  const expired = await markExpired(tx, orgId, now, limit)
  for (const { action, approval } of expired) {
    announce({ events: tx.events, now }, eventsAfter('pending_approval'), action, approval)
  }
  return expired.length
}

async function tellLost(tx: WriteUnit, orgId: string, now: number, limit: number): Promise<number> {
  const lost = await markLost(tx, orgId, now, limit)
  for (const action of lost) {
    announce({ events: tx.events, now }, eventsAfter('running'), action, null)
  }
  return lost.length
}

/** What the table of transitions says of time passing. */
function eventsAfter(state: Timed) {
  return actionTransitions.find(({ from, on }) => from === state && on === null)?.events ?? []
}
