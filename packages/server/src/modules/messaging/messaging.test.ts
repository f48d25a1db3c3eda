import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { GovernedOrg } from '../../testing/governed-org.ts'
import { refuseScans } from '../../testing/refuse-scans.ts'
import { testDatabases } from '../../testing/test-databases.ts'
import { openWatched, type WatchedServer } from '../../testing/watched-server.ts'

describe.each(testDatabases)('on $name', (kind) => {
  let server: WatchedServer
  let org: GovernedOrg
  beforeAll(async () => {
    server = await openWatched(kind, /^message/)
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    org = await server.createOrg()
  })

  const send = async (body = {}) =>
    org.worker.call('messages.send', {
      body: { to_agent_id: 'worker-1', body: 'body-of-it', ...body },
    })
  const begin = async () =>
    (await org.worker.call('messageThreads.create', { body: { subject: 'subject-of-it' } })).ok()
  const inbox = (query = {}) =>
    org.worker.call('messages.inbox', { path: { agent_id: 'worker-1' }, query })

  test('of those who read at once all are told the same, and the log is told once', async () => {
    const { id } = (await send()).ok()
    const path = { agent_id: 'worker-1', message_id: id }
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => org.worker.call('messages.read', { path })),
    )
    const times = new Set(answers.map((answer) => answer.ok().read_at))
    expect(times.size).toBe(1)
    const read = server.told.filter((text) => text.startsWith('message.read') && text.includes(id))
    expect(read).toHaveLength(1)
  })

  test('what is sent as a thread is resolved is in it, or is refused', async () => {
    const { id } = await begin()
    const thread = { path: { message_thread_id: id }, body: {} }
    const [resolved, ...sent] = await Promise.all([
      org.worker.call('messageThreads.resolve', thread),
      ...Array.from({ length: 8 }, () => send({ message_thread_id: id })),
    ])
    const accepted = sent.filter(({ status }) => status === 201).length
    expect(sent.filter(({ status }) => status === 409)).toHaveLength(8 - accepted)
    expect(resolved.status).toBe(200)
    const { message_count, status } = (
      await org.worker.call('messageThreads.get', { path: { message_thread_id: id } })
    ).ok()
    expect({ message_count, status }).toEqual({ message_count: accepted, status: 'resolved' })
  })

  test('what is sent to all comes to the agents of one org, whatever others have', async () => {
    const other = await server.createOrg()
    await other.owner.call('agents.upsert', { path: { agent_id: 'only-there' }, body: {} })
    const mine = (await org.owner.call('agents.list')).ok().data.map(({ id }) => id)
    const { id } = (await send({ to_agent_id: null })).ok()
    const path = { message_id: id }
    const receipts = (await org.owner.call('messages.receipts', { path })).ok().data
    expect(receipts.map(({ agent_id }) => agent_id)).toEqual(mine.toSorted())
  })

  test('more agents than fit into a statement are told at once', async () => {
    const agents = Array.from({ length: 1100 }, (_value, index) => `a-${index}`)
    for (let first = 0; first < agents.length; first += 50) {
      const some = agents.slice(first, first + 50)
      await Promise.all(
        some.map((agent_id) => org.owner.call('agents.upsert', { path: { agent_id }, body: {} })),
      )
    }
    const { delivery_count } = (await send({ to_agent_id: null })).ok()
    expect(delivery_count).toBeGreaterThanOrEqual(agents.length)
    const last = { path: { agent_id: 'a-1099' } }
    expect((await org.owner.call('messages.inbox', last)).ok().data).toHaveLength(1)
  })

  test('events tell nothing of what is said, and every question is answered by an index', async () => {
    const { id } = await begin()
    const said = { subject: 'subject-of-it', message_thread_id: id, agent_id: 'worker-1' }
    const first = (await send(said)).ok()
    await send({ reply_to_id: first.id, to_agent_id: null })
    await send({ type: 'status', urgent: true })
    for (const filter of [{}, { agent_id: 'worker-1' }, { type: 'info' }, { urgent: 'false' }]) {
      const query = { limit: 1, ...filter }
      const page = (await org.worker.call('messages.list', { query })).ok()
      await org.worker.call('messages.list', {
        query: { ...query, cursor: page.next_cursor ?? '' },
      })
    }
    for (const filter of [
      {},
      { unread: true },
      { archived: true },
      { type: 'info', urgent: true },
    ]) {
      const page = (await inbox({ limit: 1, ...filter })).ok()
      if (page.next_cursor) await inbox({ limit: 1, ...filter, cursor: page.next_cursor })
    }
    const path = { message_thread_id: id }
    for (const filter of [{}, { status: 'open' }, { agent_id: 'worker-1' }]) {
      await org.worker.call('messageThreads.list', { query: filter })
    }
    await org.worker.call('messageThreads.messages', { path, query: { limit: 1 } })
    await org.worker.call('messages.receipts', { path: { message_id: first.id } })
    const mine = { path: { agent_id: 'worker-1', message_id: first.id } }
    await org.worker.call('messages.archive', mine)
    const resolution = 'resolution-of-it'
    await org.worker.call('messageThreads.resolve', { path, body: { resolution } })
    expect(server.told.filter((text) => text.includes('-of-it'))).toEqual([])
    const own = server.statements.filter((sql) => /message/.test(sql) && !/^insert/i.test(sql))
    await refuseScans(server.store, own)
  })
})
