import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { GovernedOrg } from '../../testing/governed-org.ts'
import { manualClock } from '../../testing/index.ts'
import { refuseScans } from '../../testing/refuse-scans.ts'
import { testDatabases } from '../../testing/test-databases.ts'
import { openWatched, type WatchedServer } from '../../testing/watched-server.ts'

describe.each(testDatabases)('on $name', (kind) => {
  const clock = manualClock()
  let server: WatchedServer
  let org: GovernedOrg
  beforeAll(async () => {
    server = await openWatched(kind, /^memory\.|^knowledge\./, clock)
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    org = await server.createOrg()
  })

  const at = (key: string, namespace = 'n') => ({
    path: { agent_id: 'worker-1', namespace, key },
  })
  const put = (key: string, body = {}) =>
    org.worker.call('memory.put', { ...at(key), body: { content: 'content-of-it', ...body } })
  const list = async (query = {}) => {
    const call = { path: { agent_id: 'worker-1' }, query }
    return (await org.worker.call('memory.list', call)).ok().data.map(({ key }) => key)
  }
  const search = async (q: string, query = {}) => {
    const call = { path: { agent_id: 'worker-1' }, query: { q, ...query } }
    return (await org.worker.call('memory.search', call)).ok().data.map(({ key }) => key)
  }
  const events = async () => {
    const query = { types: ['memory.*'] }
    const { data } = (await org.owner.call('events.list', { query })).ok()
    return data.map(({ event, payload }) => [event, (payload as { key: string }).key])
  }

  test('many who put at once all get through, one after the other', async () => {
    const bodies = Array.from({ length: 8 }, (_value, index) => ({ content: `c${index}` }))
    const answers = await Promise.all(bodies.map((body) => put('k', body)))
    const versions = answers.map((answer) => answer.ok().version)
    expect(versions.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(new Set(answers.map((answer) => answer.ok().id)).size).toBe(1)
    const fresh = await Promise.all(bodies.map((body) => put('new', { ...body, if_absent: true })))
    expect(fresh.map(({ status }) => status).toSorted()).toEqual([200, ...Array(7).fill(412)])
  })

  test('what is over is told once, by the sweeper or by who puts something in its place', async () => {
    for (const key of ['a', 'b']) await put(key, { ttl_seconds: 10 })
    clock.advance(10_000)
    expect(await list()).toEqual([])
    await put('a')
    await server.runWorkers()
    await server.runWorkers()
    expect(await list()).toEqual(['a'])
    expect((await events()).slice(2)).toEqual([
      ['memory.expired', 'a'],
      ['memory.updated', 'a'],
      ['memory.expired', 'b'],
    ])
    expect((await put('b')).ok().version).toBe(1)
  })

  test('a sweep deletes more than it deletes at once', async () => {
    for (let begun = 0; begun < 501; begun += 167) {
      const keys = Array.from({ length: 167 }, (_value, index) => `k${begun + index}`)
      const answers = await Promise.all(keys.map((key) => put(key, { ttl_seconds: 60 })))
      for (const answer of answers) answer.ok()
    }
    const before = server.told.filter((text) => text.startsWith('memory.expired')).length
    clock.advance(60_000)
    await server.runWorkers()
    expect(server.told.filter((text) => text.startsWith('memory.expired')).length - before).toBe(
      501,
    )
  })

  test('a search has no syntax', async () => {
    await put('k', { content: 'select "near" or not and * fine' })
    for (const q of [
      '"',
      "'",
      '*',
      'fine*',
      'fi*',
      'NOT fine',
      'near(fine',
      'a:fine',
      '-fine',
      '!',
    ]) {
      const found = await search(q)
      const words = q.toLowerCase().match(/[a-z]+/g) ?? []
      const all = words.every((word) => ['not', 'near', 'fine'].includes(word))
      expect(found, q).toEqual(words.length > 0 && all ? ['k'] : [])
    }
    expect(await search(Array.from({ length: 66 }, () => 'or').join(' '))).toEqual(['k'])
    expect(await search('a b c d e f g h i j k l m n o p q r s t u v w x y z '.repeat(3))).toEqual(
      [],
    )
  })

  test('events tell no content, and every question is answered by an index', async () => {
    await put('k', { topics: ['topic-of-it'], entities: ['entity-of-it'], ttl_seconds: 5 })
    const page = { limit: 1, namespace: 'n' }
    await put('l', { topics: ['topic-of-it'] })
    for (const query of [{}, page, { topic: 'topic-of-it' }, { entity: 'entity-of-it', ...page }]) {
      await list(query)
      await search('content', query)
    }
    const call = { path: { agent_id: 'worker-1' } }
    const first = (await org.worker.call('memory.list', { ...call, query: page })).ok()
    await list({ ...page, cursor: first.next_cursor })
    const report = { ...call, body: { score: 1, entries: 2 } }
    await org.worker.call('memory.reportHealth', report)
    await org.worker.call('memory.health', call)
    await put('k')
    await org.worker.call('memory.delete', at('k'))
    await server.runWorkers()
    expect(server.told.filter((text) => text.includes('-of-it'))).toEqual([])
    const own = server.statements.filter((sql) => /memory_/.test(sql) && !/^insert/i.test(sql))
    await refuseScans(server.store, own)
  })
})
