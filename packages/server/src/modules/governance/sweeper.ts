import type { Worker, WorkerContext } from '../../module.ts'
import { systemScope, type WriteUnit } from '../../store/unit-of-work.ts'
import { announce } from './action-change.ts'
import { actionTransitions } from './action-state.ts'
import { listDeadlines, markExpired, markLost, type Timed } from './sweeper-repository.ts'

const name = 'governance.sweeper'

/** How many orgs are read at once, and how many rows one unit of work marks. */
const batch = 500

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
      for (const state of ['pending_approval', 'running'] as const) await sweep(context, state)
    },
  }
}

/** Goes through every org in which something waits or runs. */
async function sweep(context: WorkerContext, state: Timed): Promise<void> {
  const { store, clock } = context
  let after = ''
  for (;;) {
    const page = await store.read(systemScope(name), (unit) =>
      listDeadlines(unit, state, after, batch),
    )
    for (const { orgId, earliest } of page) {
      if (context.orgId !== undefined && context.orgId !== orgId) continue
      if (earliest <= clock.now(orgId)) await sweepOrg(context, state, orgId)
    }
    const last = page.at(-1)
    if (last === undefined || page.length < batch) return
    after = last.orgId
  }
}

async function sweepOrg({ store, clock }: WorkerContext, state: Timed, orgId: string) {
  const mark = state === 'running' ? tellLost : tellExpired
  const unit = () =>
    store.write(systemScope(name, orgId), (tx) => mark(tx, orgId, clock.now(orgId)))
  while ((await unit()) === batch);
}

async function tellExpired(tx: WriteUnit, orgId: string, now: number): Promise<number> {
  const expired = await markExpired(tx, orgId, now, batch)
  for (const { action, approval } of expired) {
    announce({ events: tx.events, now }, eventsAfter('pending_approval'), action, approval)
  }
  return expired.length
}

async function tellLost(tx: WriteUnit, orgId: string, now: number): Promise<number> {
  const lost = await markLost(tx, orgId, now, batch)
  for (const action of lost) {
    announce({ events: tx.events, now }, eventsAfter('running'), action, null)
  }
  return lost.length
}

/** What the table of transitions says of time passing. */
function eventsAfter(state: Timed) {
  return actionTransitions.find(({ from, on }) => from === state && on === null)?.events ?? []
}
