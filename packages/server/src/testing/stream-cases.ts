import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import type { Event } from '@coxswain/contract'
import type { Server } from '../server.ts'
import { type Api, createOrg } from './api.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { type Frame, openEventStream } from './event-stream.ts'
import { bootstrapToken, type OpenServer, serverCase } from './server-case.ts'

/** What the event stream of a server must do on every store. */
export const streamCases: readonly ConformanceCase<OpenServer>[] = [
  serverCase('a stream tells what its own org writes, in the order of its log', async (server) => {
    const orgs = [await createOrg(server, bootstrapToken), await createOrg(server, bootstrapToken)]
    const streams = await Promise.all(orgs.map((api) => openEventStream(server, api)))
    for (const stream of streams) await stream.take(2)
    await Promise.all(orgs.flatMap((api) => writes(api, 100)))
    for (const [index, stream] of streams.entries()) {
      const events = (await stream.take(100)).map(eventOf)
      deepStrictEqual(new Set(events.map(({ org_id }) => org_id)), new Set([orgs[index]?.orgId]))
      deepStrictEqual(
        events.map(({ seq }) => seq),
        Array.from({ length: 100 }, (_value, place) => place + 3),
      )
      await stream.close()
    }
  }),

  serverCase('a stream goes on after any event that it is told of', async (server) => {
    const api = await createOrg(server, bootstrapToken)
    await Promise.all(writes(api, 5))
    const events = (await api.call('events.list')).ok().data
    for (const [index, { id }] of events.entries()) {
      const stream = await openEventStream(server, { ...api, query: { last_event_id: id } })
      await stream.next()
      const rest = (await stream.take(events.length - index - 1)).map(eventOf)
      deepStrictEqual(rest, events.slice(index + 1))
      await stream.close()
    }
  }),

  serverCase('no cursor of one org is of use to another', async (server) => {
    const victim = await createOrg(server, bootstrapToken)
    const stranger = await createOrg(server, bootstrapToken)
    const [first] = (await victim.call('events.list')).ok().data
    const query = { last_event_id: first?.id ?? '' }
    const stream = await openEventStream(server, { ...stranger, query })
    const [, reset] = await stream.take(2)
    strictEqual(reset?.event, 'reset')
    await stream.close()
  }),

  serverCase('a stream token opens the stream of the org that made it', async (server) => {
    const api = await createOrg(server, bootstrapToken)
    const other = await createOrg(server, bootstrapToken)
    const { token } = (await api.call('streamTokens.create')).ok()
    const stream = await openEventStream(server, { query: { token } })
    await stream.take(2)
    await Promise.all([...writes(other, 1), ...writes(api, 1)])
    strictEqual(eventOf((await stream.next()) as Frame).org_id, api.orgId)
    await stream.close()
  }),

  serverCase('streams end with the server, and leave nothing behind', async (server: Server) => {
    const api = await createOrg(server, bootstrapToken)
    const stream = await openEventStream(server, api)
    await stream.take(2)
    const [left] = await Promise.all([stream.rest(), server.drain()])
    ok(left.at(-1)?.retry !== undefined, 'it says when to come back')
    strictEqual((await openEventStream(server, api)).status, 503)
  }),
]

function writes(api: Api, count: number) {
  return Array.from({ length: count }, async (_value, index) => {
    const path = { agent_id: `agent-${index}` }
    ;(await api.call('agents.upsert', { path, body: {} })).ok()
  })
}

function eventOf({ data = '' }: Frame): Event {
  return JSON.parse(data)
}
