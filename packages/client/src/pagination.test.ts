import { expect, test } from 'vitest'
import { createStub, json, problem, rejection } from '../test/stub-fetch.ts'
import { NotFoundError, ResponseFormatError } from './errors.ts'

const page = (ids: string[], next: string | null) =>
  json({ data: ids.map((id) => ({ id })), next_cursor: next, has_more: next !== null })

async function idsOf(items: AsyncIterable<{ readonly id: string }>): Promise<string[]> {
  const ids: string[] = []
  for await (const item of items) ids.push(item.id)
  return ids
}

test('iterating asks for the next page when it is needed, with the same query', async () => {
  const stub = createStub([page(['1', '2'], 'c1'), page(['3'], 'c 2'), page([], null)])
  const agents = stub.client.agents.list({ limit: 2, status: 'active' })
  expect(stub.requests).toHaveLength(0)
  expect(await idsOf(agents)).toEqual(['1', '2', '3'])
  expect(stub.requests.map((request) => new URL(request.url).search)).toEqual([
    '?limit=2&status=active',
    '?limit=2&status=active&cursor=c1',
    '?limit=2&status=active&cursor=c%202',
  ])
})

test('leaving the loop fetches no further page', async () => {
  const stub = createStub([page(['1', '2'], 'c1')])
  for await (const agent of stub.client.agents.list()) {
    expect(agent.id).toBe('1')
    break
  }
  expect(stub.requests).toHaveLength(1)
})

test('an iteration begins anew from the query’s own cursor', async () => {
  const stub = createStub([page(['1'], null)])
  const agents = stub.client.agents.list({ cursor: 'mine' })
  await idsOf(agents)
  await idsOf(agents)
  expect(stub.requests.map((request) => new URL(request.url).search)).toEqual([
    '?cursor=mine',
    '?cursor=mine',
  ])
})

test('page gives the first page, pages all of them', async () => {
  const stub = createStub([page(['1'], 'c1'), page(['2'], null)])
  expect(await stub.client.agents.list().page()).toMatchObject({
    next_cursor: 'c1',
    has_more: true,
  })
  const again = createStub([page(['1'], 'c1'), page(['2'], null)])
  const cursors: (string | null)[] = []
  for await (const each of again.client.agents.list().pages()) cursors.push(each.next_cursor)
  expect(cursors).toEqual(['c1', null])
})

test('the first page comes with its response', async () => {
  const stub = createStub([json({ data: [], next_cursor: null, has_more: false }, { status: 200 })])
  expect(await stub.client.agents.list().withResponse()).toMatchObject({
    status: 200,
    data: { data: [] },
  })
})

test('a server that repeats its cursor does not keep us forever', async () => {
  const stub = createStub([page(['1'], 'c1')])
  const error = await rejection(idsOf(stub.client.agents.list()))
  expect(error).toBeInstanceOf(ResponseFormatError)
  expect(stub.requests).toHaveLength(2)
})

test('an error of any page reaches the loop', async () => {
  const stub = createStub([page(['1'], 'c1'), problem(404, 'not_found')])
  expect(await rejection(idsOf(stub.client.agents.list()))).toBeInstanceOf(NotFoundError)
})
