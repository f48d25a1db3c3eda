import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import { defineModule } from '../module.ts'
import {
  claimDelivery,
  settleClaim,
} from '../modules/delivery/webhooks/webhook-delivery-repository.ts'
import { signWebhook } from '../modules/delivery/webhooks/webhook-secret.ts'
import type { Server } from '../server.ts'
import type { Store } from '../store/database.ts'
import { systemScope } from '../store/unit-of-work.ts'
import { type Api, createOrg } from './api.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { type ManualClock, manualClock } from './manual-clock.ts'
import { bootstrapToken, type OpenServer } from './server-case.ts'
import { openWebhookReceiver, type Received, type WebhookReceiver } from './webhook-receiver.ts'

interface Tools {
  readonly server: Server
  readonly store: Store
  readonly clock: ManualClock
  readonly receiver: WebhookReceiver
  readonly api: Api & { readonly orgId: string }
  /** Something that is worth an event. */
  act(name: string): Promise<void>
}

const webhookCase = (
  name: string,
  examine: (tools: Tools) => Promise<void>,
): ConformanceCase<OpenServer> => ({
  name,
  async run(open) {
    const clock = manualClock()
    const receiver = await openWebhookReceiver()
    const stores: Store[] = []
    const server = await open({
      bootstrapToken,
      clock,
      webhooks: { allowPrivateTargets: true, timeoutMs: 2000, random: () => 0.5 },
      modules: [witness(stores)],
    })
    try {
      await server.runWorkers()
      const [store] = stores
      if (store === undefined) throw new TypeError('no worker has seen the store')
      const api = await createOrg(server, bootstrapToken)
      const act = async (agent_id: string) => {
        ;(await api.call('agents.upsert', { path: { agent_id }, body: {} })).ok()
      }
      await examine({ server, store, clock, receiver, api, act })
    } finally {
      await server.stop()
      await receiver.close()
    }
  },
})

const minute = 60_000
const hour = 60 * minute

/** What a server must do for webhooks, on every store. */
export const webhookCases: readonly ConformanceCase<OpenServer>[] = [
  webhookCase('an event is sent once to each webhook that wants it, signed', async (tools) => {
    const { server, receiver, api, act } = tools
    await act('before')
    const { secret } = (await api.call('webhooks.create', { body: { url: receiver.url } })).ok()
    const body = { url: receiver.url, event_types: ['agent.retired'] }
    ;(await api.call('webhooks.create', { body })).ok()
    await act('after')
    for (const _turn of [1, 2]) await server.runWorkers()
    strictEqual(receiver.received.length, 1)
    const [{ headers, body: sent }] = receiver.received as [Received]
    const { data } = (await api.call('events.list', { query: { types: ['agent.*'] } })).ok()
    deepStrictEqual(JSON.parse(sent), data[1])
    const id = String(headers['webhook-id'])
    strictEqual(id, data[1]?.id)
    const timestamp = Number(headers['webhook-timestamp'])
    strictEqual(headers['webhook-signature'], signWebhook({ id, timestamp, body: sent }, [secret]))
    ok(!JSON.stringify((await api.call('events.list')).ok()).includes('whsec_'))
  }),

  webhookCase('a delivery that fails is tried eight times, later each time', async (tools) => {
    const { server, clock, receiver, api, act } = tools
    receiver.answer = 500
    ;(await api.call('webhooks.create', { body: { url: receiver.url } })).ok()
    await act('a')
    const waits: number[] = []
    for (;;) {
      await server.runWorkers()
      const [delivery] = (await api.call('webhookDeliveries.list')).ok().data
      if (delivery?.next_attempt_at == null) break
      waits.push(Date.parse(delivery.next_attempt_at) - clock.now(null))
      clock.set(Date.parse(delivery.next_attempt_at) - 1)
      const tried = receiver.received.length
      await server.runWorkers()
      strictEqual(receiver.received.length, tried, 'not before its time')
      clock.advance(1)
    }
    const expected = [5000, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour]
    deepStrictEqual(waits, expected)
    strictEqual(receiver.received.length, 8)
    const [over] = (await api.call('webhookDeliveries.list')).ok().data
    deepStrictEqual([over?.status, over?.attempts, over?.failure], ['failed', 8, 'status'])
    const stamps = receiver.received.map(({ headers }) => headers['webhook-timestamp'])
    strictEqual(new Set(stamps).size, 8, 'every attempt is signed anew')
    strictEqual(new Set(receiver.received.map(({ body }) => body)).size, 1)
  }),

  webhookCase('an attempt that dies is made again when its lease is over', async (tools) => {
    const { server, store, clock, receiver, api } = tools
    const { id } = (await api.call('webhooks.create', { body: { url: receiver.url } })).ok()
    const test = (await api.call('webhooks.test', { path: { webhook_id: id } })).ok()
    const now = clock.now(null)
    const claim = { orgId: api.orgId, webhookId: id, now, until: now + minute }
    const scope = systemScope('test', api.orgId)
    const take = (lease: string) =>
      store.write(scope, (unit) => claimDelivery(unit, { ...claim, lease }))
    const taken = await Promise.all(['l1', 'l2', 'l3'].map(take))
    const [held] = taken.filter((delivery) => delivery !== null)
    strictEqual(taken.filter((delivery) => delivery !== null).length, 1, 'one takes it')
    strictEqual(held?.id, test.id)
    await server.runWorkers()
    strictEqual(receiver.received.length, 0)
    clock.advance(minute)
    await server.runWorkers()
    strictEqual(receiver.received.length, 1)
    const path = { webhook_delivery_id: test.id }
    const after = (await api.call('webhookDeliveries.get', { path })).ok()
    deepStrictEqual([after.status, after.attempts], ['succeeded', 2])
    if (held === undefined) throw new TypeError('nobody took it')
    const late = { ...held, status: 'failed' as const }
    const settled = await store.write(scope, (unit) => settleClaim(unit, held.lease ?? '', late))
    strictEqual(settled, false, 'who comes back from the dead says nothing any more')
  }),

  webhookCase('many events reach a receiver, each once', async (tools) => {
    const { server, receiver, api, act } = tools
    ;(await api.call('webhooks.create', { body: { url: receiver.url } })).ok()
    await Promise.all(Array.from({ length: 120 }, (_value, index) => act(`a${index}`)))
    await server.runWorkers()
    const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
    deepStrictEqual([ids.length, new Set(ids).size], [120, 120])
  }),

  webhookCase('old deliveries are forgotten, those under way are not', async (tools) => {
    const { server, clock, receiver, api } = tools
    const { id } = (await api.call('webhooks.create', { body: { url: receiver.url } })).ok()
    const path = { webhook_id: id }
    ;(await api.call('webhooks.test', { path })).ok()
    await server.runWorkers()
    clock.advance(30 * 24 * hour)
    ;(await api.call('webhooks.test', { path })).ok()
    clock.advance(1)
    await server.runWorkers()
    const { data } = (await api.call('webhookDeliveries.list')).ok()
    strictEqual(data.length, 1)
  }),
]

/** A module whose only worker hands on the store that it is given. */
function witness(stores: Store[]) {
  const run = async ({ store }: { readonly store: Store }) => {
    stores.push(store)
  }
  return defineModule({
    name: 'witness',
    operations: [],
    workers: [{ name: 'witness', everyMs: 1000, run }],
  })
}
