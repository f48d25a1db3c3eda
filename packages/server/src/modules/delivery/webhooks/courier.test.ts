import { pino } from 'pino'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createIds } from '../../../ids.ts'
import { createGovernedServer, type GovernedOrg } from '../../../testing/governed-org.ts'
import { manualClock } from '../../../testing/index.ts'
import { Courier, type CourierOptions } from './courier.ts'
import type { Sending } from './sender.ts'
import type { Outcome } from './webhook-delivery.ts'

const clock = manualClock()
const server = await createGovernedServer({ clock })
afterAll(() => server.stop())

const success: Outcome = { failure: null, responseStatus: 204, wish: null }
let org: GovernedOrg
beforeEach(async () => {
  org = await server.createOrg()
})

/** A network in which every receiver waits until it is told to answer. */
function network() {
  const waiting: { readonly url: string; answer(outcome?: Outcome): void }[] = []
  const send = ({ url }: Sending) =>
    new Promise<Outcome>((resolve) => {
      waiting.push({ url, answer: (outcome = success) => resolve(outcome) })
    })
  const arrived = async (count: number) => {
    await expect.poll(() => waiting.length).toBe(count)
    // Whoever would come beyond them has had the time to.
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(waiting).toHaveLength(count)
  }
  return { waiting, send, arrived }
}

function open(options: Pick<CourierOptions, 'sender'> & Partial<CourierOptions>): Courier {
  return new Courier({
    store: server.store,
    clock,
    ids: createIds(clock),
    log: pino({ enabled: false }),
    box: { open: () => 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=' },
    random: () => 0.5,
    leaseMs: 60_000,
    ...options,
  })
}

async function hook(name: string, tests: number): Promise<void> {
  const url = `https://${name}.example.com/`
  const { id } = (await org.owner.call('webhooks.create', { body: { url } })).ok()
  for (let index = 0; index < tests; index += 1) {
    ;(await org.owner.call('webhooks.test', { path: { webhook_id: id } })).ok()
  }
}

const deliveries = async (status: string) =>
  (await org.owner.call('webhookDeliveries.list', { query: { status, limit: 200 } })).ok().data

test('a receiver that is slow keeps only its own deliveries waiting', async () => {
  await hook('slow', 20)
  await hook('quick', 3)
  const { waiting, send, arrived } = network()
  const courier = open({ sender: { send }, concurrency: { webhook: 4, total: 64 } })
  await courier.run({ orgId: org.orgId })
  await arrived(7)
  expect(waiting.filter(({ url }) => url.includes('slow'))).toHaveLength(4)
  for (const one of waiting.filter(({ url }) => url.includes('quick'))) one.answer()
  await expect.poll(async () => (await deliveries('succeeded')).length).toBe(3)
  await arrived(7)
  const closed = courier.close()
  for (const one of waiting) one.answer()
  await closed
  expect(await deliveries('succeeded')).toHaveLength(7)
  expect(await deliveries('pending')).toHaveLength(16)
})

test('where there is little room receivers take turns', async () => {
  await hook('one', 6)
  await hook('two', 6)
  const { waiting, send } = network()
  const courier = open({ sender: { send }, concurrency: { webhook: 4, total: 1 } })
  const done = courier.run({ orgId: org.orgId, onDemand: true })
  for (let index = 0; index < 12; index += 1) {
    await expect.poll(() => waiting.length).toBe(index + 1)
    waiting[index]?.answer()
  }
  await done
  const order = waiting.map(({ url }) => url.slice(8, 11))
  expect(order.slice(0, 6).sort()).toEqual(['one', 'one', 'one', 'two', 'two', 'two'])
  expect(await deliveries('succeeded')).toHaveLength(12)
})

test('couriers that share a database carry each delivery once', async () => {
  await hook('shared', 30)
  let sent = 0
  const send = async () => {
    sent += 1
    return success
  }
  const couriers = Array.from({ length: 4 }, () => open({ sender: { send } }))
  await Promise.all(couriers.map((courier) => courier.run({ orgId: org.orgId, onDemand: true })))
  expect(sent).toBe(30)
  expect(await deliveries('succeeded')).toHaveLength(30)
})

test('an attempt whose end is not written down is made again', async () => {
  await hook('lost', 1)
  const broken = open({
    sender: {
      send: async () => {
        throw new Error('the process dies')
      },
    },
  })
  await broken.run({ orgId: org.orgId, onDemand: true })
  const [left] = await deliveries('pending')
  expect(left).toMatchObject({ attempts: 1, response_status: null })
  const next = open({ sender: { send: async () => success } })
  await next.run({ orgId: org.orgId, onDemand: true })
  expect(await deliveries('succeeded')).toHaveLength(0)
  clock.advance(60_000)
  await next.run({ orgId: org.orgId, onDemand: true })
  expect(await deliveries('succeeded')).toMatchObject([{ attempts: 2 }])
})
