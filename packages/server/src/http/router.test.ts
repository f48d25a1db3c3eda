import { expect, test } from 'vitest'
import type { Operation } from '../operation.ts'
import { Router } from './router.ts'

const operation = (id: string, method: Operation['method'], path: string): Operation => ({
  id,
  method,
  path,
  root: false,
  scope: null,
  security: 'none',
  transaction: 'none',
  success: { status: 200, mediaType: null },
  idempotent: false,
  conditional: false,
  secretResponse: false,
  scrub: [],
  rateLimited: false,
  paginated: false,
  errors: [],
  request: {},
  response: null,
  handle: () => undefined,
})

const router = new Router([
  operation('things.search', 'POST', '/things/search'),
  operation('things.get', 'GET', '/things/{thing_id}'),
  operation('things.stats', 'GET', '/things/stats'),
  operation('things.put', 'PUT', '/things/{thing_id}'),
  operation('parts.get', 'GET', '/things/{thing_id}/parts/{part_id}'),
  operation('stats.parts', 'GET', '/things/stats/{name}/all'),
])
const found = (method: string, path: string) => {
  const match = router.match(method, `/api/v1${path}`)
  return match.kind === 'operation' ? [match.operation.id, match.path] : match
}

test('a literal goes before a parameter, and back when it leads nowhere', () => {
  expect(found('GET', '/things/stats')).toEqual(['things.stats', {}])
  expect(found('GET', '/things/other')).toEqual(['things.get', { thing_id: 'other' }])
  expect(found('GET', '/things/stats/parts/7')).toEqual([
    'parts.get',
    { thing_id: 'stats', part_id: '7' },
  ])
})

test('a parameter is decoded, and is one segment that is not empty', () => {
  expect(found('GET', '/things/a%2Fb%20c')).toEqual(['things.get', { thing_id: 'a/b c' }])
  expect(found('GET', '/things/')).toEqual({ kind: 'none' })
})

test('another method is told the ones that there are', () => {
  expect(found('DELETE', '/things/1')).toEqual({
    kind: 'method',
    allow: ['GET', 'HEAD', 'OPTIONS', 'PUT'],
  })
})

test('two operations of one route are a mistake', () => {
  const twice = [operation('a', 'GET', '/a/{x}'), operation('b', 'GET', '/a/{y}')]
  expect(() => new Router(twice)).toThrow(/two operations/)
})

test('a literal that lacks the method leaves it to the parameter', () => {
  const match = router.match('PUT', '/api/v1/things/search')
  expect(match).toMatchObject({ operation: { id: 'things.put' }, path: { thing_id: 'search' } })
  expect(router.match('DELETE', '/api/v1/things/search')).toMatchObject({
    kind: 'method',
    allow: ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'],
  })
})
