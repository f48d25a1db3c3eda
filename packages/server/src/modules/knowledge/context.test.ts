import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { GovernedOrg } from '../../testing/governed-org.ts'
import { refuseScans } from '../../testing/refuse-scans.ts'
import { testDatabases } from '../../testing/test-databases.ts'
import { openWatched, type WatchedServer } from '../../testing/watched-server.ts'

describe.each(testDatabases)('on $name', (kind) => {
  let server: WatchedServer
  let org: GovernedOrg
  beforeAll(async () => {
    server = await openWatched(kind, /^context/)
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    org = await server.createOrg()
  })

  const note = async (content: string, body = {}) =>
    (await org.worker.call('contextPoints.create', { body: { content, ...body } })).ok()
  const begin = async (body = {}) =>
    (await org.worker.call('contextThreads.create', { body: { title: 'T', ...body } })).ok()
  const add = (context_thread_id: string, content: string) =>
    org.worker.call('contextThreads.addEntry', { path: { context_thread_id }, body: { content } })

  test('many who add at once are numbered without a gap', async () => {
    const { id } = await begin()
    const contents = Array.from({ length: 12 }, (_value, index) => `c${index}`)
    const answers = await Promise.all(contents.map((content) => add(id, content)))
    const numbers = answers.map((answer) => answer.ok().number).toSorted((a, b) => a - b)
    expect(numbers).toEqual(contents.map((_content, index) => index + 1))
    const path = { context_thread_id: id }
    const page = (await org.worker.call('contextThreads.entries', { path })).ok()
    expect(page.data.map(({ number }) => number)).toEqual(numbers)
  })

  test('of those who close at once one does', async () => {
    const { id } = await begin()
    const close = { path: { context_thread_id: id }, body: {} }
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => org.worker.call('contextThreads.close', close)),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409])
    expect((await add(id, 'late')).problem().code).toBe('context_thread_closed')
  })

  test('events tell nothing of what is said, and every question is answered by an index', async () => {
    const session = (
      await org.worker.call('sessions.start', { body: { agent_id: 'worker-1' } })
    ).ok()
    const said = { tags: ['tag-of-it'], agent_id: 'worker-1', session_id: session.id }
    const points = [await note('content-of-it', said), await note('more-of-it', said)]
    const thread = await begin({
      title: 'title-of-it',
      summary: 'summary-of-it',
      tags: ['tag-of-it'],
    })
    await begin()
    await add(thread.id, 'entry-of-it')
    await add(thread.id, 'entry-of-it')
    const path = { context_thread_id: thread.id }
    const filters = [
      {},
      { category: 'general' },
      { agent_id: 'worker-1' },
      { session_id: session.id },
      { tag: 'tag-of-it' },
      { q: 'it' },
      { q: 'it', tag: 'tag-of-it', category: 'general', min_importance: 5 },
      { min_importance: 5 },
    ]
    for (const filter of filters) {
      const query = { limit: 1, ...filter }
      const page = (await org.worker.call('contextPoints.list', { query })).ok()
      const next = { query: { ...query, cursor: page.next_cursor ?? '' } }
      expect((await org.worker.call('contextPoints.list', next)).ok().data).toHaveLength(1)
    }
    for (const filter of [{}, { status: 'open' }, { agent_id: 'worker-1' }, { tag: 'tag-of-it' }]) {
      await org.worker.call('contextThreads.list', { query: filter })
    }
    const page = (await org.worker.call('contextThreads.list', { query: { limit: 1 } })).ok()
    const next = { query: { limit: 1, cursor: page.next_cursor ?? '' } }
    expect((await org.worker.call('contextThreads.list', next)).ok().data).toHaveLength(1)
    await org.worker.call('contextThreads.entries', { path })
    for (const { id } of points) {
      await org.worker.call('contextPoints.delete', { path: { context_point_id: id } })
    }
    await org.worker.call('contextThreads.close', { path, body: { summary: 'end-of-it' } })
    expect(server.told.filter((text) => text.includes('-of-it'))).toEqual([])
    const own = server.statements.filter((sql) => /context_/.test(sql) && !/^insert/i.test(sql))
    await refuseScans(server.store, own)
  })
})
