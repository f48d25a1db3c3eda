import { afterEach, expect, test } from 'vitest'
import { CommitBoard } from './commits.ts'
import type { LoggedEvent } from './store/event-log.ts'
import { manualTimers } from './testing/index.ts'

const orgId = 'org_a'
const timers = manualTimers()
const caller = new AbortController()
const { signal } = caller
const event = (id: string) => ({ orgId, resource: { type: 'thing', id } }) as LoggedEvent
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

afterEach(() => expect(timers.pending).toBe(0))

/** A value that is read, with the number of times that it was. */
function counted(value = 0) {
  const state = { value, reads: 0 }
  const read = async () => {
    state.reads += 1
    return state.value
  }
  return { state, read }
}

const isPositive = (value: number) => value > 0

test('a wait is over at once when the answer is there already', async () => {
  const { read } = counted(1)
  const board = new CommitBoard(timers)
  expect(await board.until({ orgId, timeoutMs: 1000, signal }, read, isPositive)).toBe(1)
})

test('a wait of no time looks once', async () => {
  const { state, read } = counted()
  const board = new CommitBoard(timers)
  expect(await board.until({ orgId, timeoutMs: 0, signal }, read, isPositive)).toBe(0)
  expect(state.reads).toBe(1)
})

test('a commit of its org that concerns it ends a wait, and no other makes it look', async () => {
  const { state, read } = counted()
  const board = new CommitBoard(timers)
  const concerns = ({ resource }: LoggedEvent) => resource.id === 'mine'
  const waited = board.until({ orgId, timeoutMs: 9000, signal, concerns }, read, isPositive)
  await turn()
  board.tell('org_b', [event('mine')])
  board.tell(orgId, [event('other')])
  await turn()
  expect(state.reads).toBe(1)
  board.tell(orgId, [event('other'), event('mine')])
  await turn()
  expect(state.reads).toBe(2)
  state.value = 7
  board.tell(orgId, [event('mine')])
  expect(await waited).toBe(7)
})

test('what is committed while it reads is not missed', async () => {
  const board = new CommitBoard(timers)
  let value = 0
  const read = async () => {
    const seen = value
    value = 1
    board.tell(orgId, [event('x')])
    await turn()
    return seen
  }
  expect(await board.until({ orgId, timeoutMs: 9000, signal }, read, isPositive)).toBe(1)
})

test('every second it looks again, for other processes and for what time changes', async () => {
  const { state, read } = counted()
  const waited = new CommitBoard(timers).until({ orgId, timeoutMs: 9000, signal }, read, isPositive)
  for (const second of [1, 2, 3]) {
    await turn()
    timers.advance(999)
    await turn()
    expect(state.reads).toBe(second)
    timers.advance(1)
  }
  state.value = 1
  expect(await waited).toBe(1)
})

test('when its time is over it tells what is there then', async () => {
  const { state, read } = counted()
  const waited = new CommitBoard(timers).until({ orgId, timeoutMs: 500, signal }, read, isPositive)
  await turn()
  timers.advance(500)
  expect(await waited).toBe(0)
  expect(state.reads).toBe(2)
})

test('it ends with its caller and with the server, and does not begin after either', async () => {
  const { read } = counted()
  const gone = new AbortController()
  const board = new CommitBoard(timers)
  const wait = { orgId, timeoutMs: 9000, signal: gone.signal }
  const waited = board.until(wait, read, isPositive)
  await turn()
  gone.abort()
  expect(await waited).toBe(0)
  expect(await board.until(wait, read, isPositive)).toBe(0)
  const other = board.until({ ...wait, signal }, read, isPositive)
  await turn()
  board.close()
  expect(await other).toBe(0)
  expect(await board.until({ ...wait, signal }, read, isPositive)).toBe(0)
})

test('a read that fails fails the wait and leaves nothing behind', async () => {
  const board = new CommitBoard(timers)
  const read = async () => {
    throw new Error('no database')
  }
  await expect(board.until({ orgId, timeoutMs: 9000, signal }, read, () => true)).rejects.toThrow(
    'no database',
  )
})
