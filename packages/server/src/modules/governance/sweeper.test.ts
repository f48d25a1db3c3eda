import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import type { Clock } from '../../clock.ts'
import { createIds } from '../../ids.ts'
import type { ServerHooks } from '../../server-options.ts'
import { createGovernedServer, type GovernedOrg } from '../../testing/governed-org.ts'
import { manualClock } from '../../testing/index.ts'
import { sweeper } from './sweeper.ts'

const minuteMs = 60_000
const log = pino({ enabled: false })

/** A governed server, and what sweepers beside its own are run with. */
async function open(clock: Clock, hooks: ServerHooks = {}) {
  const server = await createGovernedServer({ clock, hooks })
  return { server, context: { store: server.store, clock, ids: createIds(clock), log } }
}

const told = async (org: GovernedOrg): Promise<string[]> => {
  const events: string[] = []
  const query: Record<string, string | number> = { limit: 200 }
  for (;;) {
    const call = { query: { ...query, types: ['approval.expired', 'action.lost'] } }
    const page = (await org.owner.call('events.list', call)).ok()
    events.push(...page.data.map(({ event, resource }) => `${event} ${resource.id}`))
    if (!page.has_more || page.next_cursor === null) return events
    query['cursor'] = page.next_cursor
  }
}

const claim = async (org: GovernedOrg, id: string, lease_seconds: number) => {
  const call = { path: { action_id: id }, body: { lease_seconds } }
  ;(await org.worker.call('actions.claim', call)).ok()
}

describe('a day of approvals, leases and expiries', () => {
  /** What happens at each half hour of the day, and how every action stands then. */
  async function day(sweep: boolean) {
    const clock = manualClock()
    const server = await createGovernedServer({ clock })
    const org = await server.createOrg()
    const ids: string[] = []
    const stood: unknown[] = []
    for (let step = 0; step < 48; step += 1) {
      const asked = await org.ask({ approval_seconds: 600 + (step % 7) * 3600 })
      const free = await org.create()
      ids.push(asked.id, free.id)
      if (step % 2 === 0) await claim(org, free.id, 60 + (step % 5) * 700)
      if (step % 3 === 0) {
        const approval = { path: { approval_id: asked.approval_id }, body: {} }
        ;(await org.owner.call('approvals.approve', approval)).ok()
      }
      clock.advance(30 * minuteMs)
      if (sweep) await server.runWorkers()
      const { by_status } = (await org.worker.call('actions.stats')).ok()
      const pending = { query: { status: 'pending', limit: 200 } }
      const open = (await org.owner.call('approvals.list', pending)).ok()
      stood.push([by_status, open.data.map(({ action_id }) => ids.indexOf(action_id))])
    }
    const ends = []
    for (const action_id of ids) {
      const { status, ended_at } = (
        await org.worker.call('actions.get', { path: { action_id } })
      ).ok()
      ends.push([status, ended_at])
    }
    const before = await told(org)
    await server.runWorkers()
    const after = await told(org)
    await server.stop()
    const names = after.map((event) => event.replace(/ .*/, '')).toSorted()
    return { stood, ends, before, after: names, distinct: new Set(after).size }
  }

  test('looks the same with and without workers, and is told once', async () => {
    const [swept, unswept] = [await day(true), await day(false)]
    expect(unswept.stood).toEqual(swept.stood)
    expect(unswept.ends).toEqual(swept.ends)
    expect(unswept.before).toEqual([])
    expect(unswept.after).toEqual(swept.after)
    expect(swept.distinct).toBe(swept.after.length)
    const count = (status: string) => swept.ends.filter(([one]) => one === status).length
    const expired = swept.after.filter((event) => event === 'approval.expired')
    const lost = swept.after.filter((event) => event === 'action.lost')
    expect([expired.length, lost.length]).toEqual([count('expired'), count('lost')])
    expect(Math.min(expired.length, lost.length)).toBeGreaterThan(10)
  })
})

describe('a sweeper', () => {
  test('tells each end once, however many of them run', async () => {
    const clock = manualClock()
    const { server, context } = await open(clock)
    const org = await server.createOrg()
    for (let index = 0; index < 20; index += 1) {
      await org.ask({ approval_seconds: 10 })
      await claim(org, (await org.create()).id, 5)
    }
    clock.advance(10_000)
    const sweepers = Array.from({ length: 5 }, () => sweeper())
    await Promise.all(sweepers.map((one) => one.run(context)))
    await server.runWorkers()
    const events = await told(org)
    expect([events.length, new Set(events).size]).toEqual([40, 40])
    await server.stop()
  })

  test('works through more than it marks at once', async () => {
    const clock = manualClock()
    const { server, context } = await open(clock)
    const org = await server.createOrg()
    await Promise.all(Array.from({ length: 501 }, () => org.ask({ approval_seconds: 10 })))
    clock.advance(10_000)
    await sweeper().run(context)
    expect(await told(org)).toHaveLength(501)
    await server.stop()
  })

  test('judges each org by its own clock', async () => {
    const base = manualClock()
    const ahead = new Map<string, number>()
    const clock: Clock = {
      now: (orgId) => base.now(orgId) + (orgId === null ? 0 : (ahead.get(orgId) ?? 0)),
    }
    const { server, context } = await open(clock)
    const [early, late] = [await server.createOrg(), await server.createOrg()]
    for (const org of [early, late]) await org.ask({ approval_seconds: 10 })
    ahead.set(late.orgId, 10_000)
    await sweeper().run(context)
    expect([(await told(early)).length, (await told(late)).length]).toEqual([0, 1])
    await server.stop()
  })

  test('leaves the other orgs alone when it is asked for one', async () => {
    const clock = manualClock()
    const { server } = await open(clock)
    const [one, other] = [await server.createOrg(), await server.createOrg()]
    for (const org of [one, other]) await org.ask({ approval_seconds: 10 })
    clock.advance(10_000)
    await server.runWorkers({ orgId: one.orgId })
    expect([(await told(one)).length, (await told(other)).length]).toEqual([1, 0])
    await server.runWorkers()
    expect((await told(other)).length).toBe(1)
    await server.stop()
  })

  test('writes nothing while nothing is over', async () => {
    const clock = manualClock()
    const units: string[] = []
    const hooks = {
      onUnitCommitted: ({ operation }: { operation: string }) => units.push(operation),
    }
    const { server, context } = await open(clock, hooks)
    const org = await server.createOrg()
    await org.ask({ approval_seconds: 10 })
    await claim(org, (await org.create()).id, 10)
    clock.advance(9999)
    await sweeper().run(context)
    expect(units).not.toContain('governance.sweeper')
    clock.advance(1)
    await sweeper().run(context)
    expect(units.filter((unit) => unit === 'governance.sweeper')).toHaveLength(2)
    await server.stop()
  })

  test('leaves alone what someone has decided in time', async () => {
    const clock = manualClock()
    const { server, context } = await open(clock)
    const org = await server.createOrg()
    const asked = await org.ask({ approval_seconds: 10 })
    clock.advance(9999)
    await org.owner.call('approvals.deny', {
      path: { approval_id: asked.approval_id },
      body: {},
    })
    clock.advance(1)
    await sweeper().run(context)
    expect(await told(org)).toEqual([])
    await server.stop()
  })
})
