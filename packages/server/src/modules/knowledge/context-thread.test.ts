import { expect, test } from 'vitest'
import { closeThread, createThread, extendThread } from './context-thread.ts'

const create = (body = {}) => createThread('org_1', 'cth_1', 'a', { title: 'T', ...body }, 1000)
const extend = (thread: ReturnType<typeof create>, body = {}) =>
  extendThread(thread, 'cte_1', null, { content: 'C', ...body }, 2000)

test('entries are numbered from one without a gap', () => {
  const first = extend(create())
  const second = extend(first.thread)
  expect([first.entry.number, second.entry.number]).toEqual([1, 2])
  expect(second.thread).toMatchObject({ entryCount: 2, createdAt: 1000, updatedAt: 2000 })
})

test('a summary stays until there is another', () => {
  const { thread } = extend(create({ summary: 'first' }))
  expect(thread.summary).toBe('first')
  expect(extend(thread, { summary: 'second' }).thread.summary).toBe('second')
  expect(closeThread(thread, null, 3000).summary).toBe('first')
  expect(closeThread(thread, 'last', 3000)).toMatchObject({ summary: 'last', closedAt: 3000 })
})

test('a closed thread takes nothing', () => {
  const closed = closeThread(create(), undefined, 3000)
  expect(() => extend(closed)).toThrow(/was closed at 1970-01-01T00:00:03.000Z/)
  expect(() => closeThread(closed, 'again', 4000)).toThrow(/was closed/)
})
