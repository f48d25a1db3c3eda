import { expect, test } from 'vitest'
import { askedTerms, createMemory, isOver, memoryTerms, replaceMemory } from './memory.ts'

const place = { agentId: 'a', namespace: 'n', key: 'the-key' }
const create = (body = {}) => createMemory('org_1', 'mry_1', place, { content: 'C', ...body }, 1000)

test('an entry is over from the instant on that it was given', () => {
  expect(isOver(create(), Number.MAX_SAFE_INTEGER)).toBe(false)
  const entry = create({ ttl_seconds: 10 })
  expect([10_999, 11_000, 11_001].map((now) => isOver(entry, now))).toEqual([false, true, true])
})

test('a version counts what changes, and time to live is a change', () => {
  const entry = create({ topics: ['t'] })
  expect(replaceMemory(entry, { content: 'C', topics: ['t'] }, 2000)).toBe(entry)
  const longer = replaceMemory(entry, { content: 'C', topics: ['t'], ttl_seconds: 5 }, 2000)
  expect(longer).toMatchObject({ version: 2, expiresAt: 7000, createdAt: 1000, updatedAt: 2000 })
  expect(replaceMemory(longer, { content: 'D' }, 3000)).toMatchObject({
    version: 3,
    content: 'D',
    topics: [],
    expiresAt: null,
  })
})

test('what is asked for is among the terms of what has it', () => {
  const terms = memoryTerms(create({ content: 'Hello there', topics: ['Big'], entities: ['x y'] }))
  const found = (query: Parameters<typeof askedTerms>[2], orgId = 'org_1', agentId = 'a') => {
    const asked = askedTerms(orgId, agentId, query)
    return typeof asked === 'string' ? asked : asked.every((term) => terms.includes(term))
  }
  expect(found({})).toBe('none')
  expect(found({ q: '!' })).toBe('nothing')
  for (const q of ['hello', 'THERE hello', 'key', 'big y']) expect(found({ q }), q).toBe(true)
  expect(found({ q: 'hello world' })).toBe(false)
  expect(found({ topic: 'Big' })).toBe(true)
  expect(found({ topic: 'big' })).toBe(false)
  expect(found({ entity: 'x y', q: 'hello' })).toBe(true)
  expect(found({ entity: 'Big' })).toBe(false)
  expect(found({ q: 'hello' }, 'org_2')).toBe(false)
  expect(found({ q: 'hello' }, 'org_1', 'b')).toBe(false)
})
