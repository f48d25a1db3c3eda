import { expect, test } from 'vitest'
import { createBroker } from '../create-broker.ts'
import { MemoryLog, manualClock } from '../testing/index.ts'

const orgs = Array.from({ length: 20 }, (_, index) => `org_${index}`)

function setUp() {
  const clock = manualClock()
  const log = new MemoryLog()
  const broker = createBroker({ clock, replayWindowSeconds: 600 })
  const commit = async (orgId: string, count = 1) => {
    for (const event of log.append(orgId, count)) {
      const { seq } = event
      await broker.publish(event, { epoch: 1, seq, prevId: log.idAt(orgId, seq - 1) })
    }
  }
  return { clock, log, broker, commit }
}

test('what is held of quiet orgs leaves without a timer', async () => {
  const { broker, clock, commit } = setUp()
  for (const orgId of orgs) await commit(orgId, 3)
  expect(await broker.health()).toMatchObject({ orgs: 20, events: 60 })
  clock.advance(601_000)
  await commit('org_busy', 12)
  expect(await broker.health()).toMatchObject({ orgs: 1, events: 12 })
})

test('an org that somebody listens to is not forgotten', async () => {
  const { broker, clock, commit, log } = setUp()
  await commit('org_0', 2)
  const subscription = broker.subscribe('org_0', { after: log.idAt('org_0', 2), source: log })
  const waiting = subscription.next()
  clock.advance(601_000)
  await commit('org_busy', 12)
  await commit('org_0')
  expect((await waiting).value).toMatchObject({ seq: 3 })
})

test('an org that the broker numbers itself keeps its place', async () => {
  const { broker, clock } = setUp()
  const draft = (orgId: string) => {
    const org = { id: orgId, name: 'a', metadata: {}, created_at: '', updated_at: '' }
    const resource = { type: 'org', id: orgId }
    return { org_id: orgId, event: 'org.updated', resource, payload: { org } } as const
  }
  for (const orgId of orgs) await broker.publish(draft(orgId))
  clock.advance(601_000)
  for (const orgId of orgs) await broker.publish(draft(orgId))
  const heads = await broker.head(orgs)
  expect(heads.map(({ seq }) => seq)).toEqual(orgs.map(() => 2))
})

test('a busy org holds no more than its window either', async () => {
  const { broker, clock, commit } = setUp()
  for (let minute = 0; minute < 60; minute += 1) {
    await commit('org_busy')
    clock.advance(60_000)
  }
  expect((await broker.health()).events).toBe(11)
})
