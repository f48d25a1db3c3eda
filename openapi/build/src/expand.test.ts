import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { bundle } from './bundle.ts'
import type { Document } from './document.ts'
import { eachOperation } from './document.ts'

let contract: Document
beforeAll(async () => {
  contract = await bundle(join(import.meta.dirname, '../../src'))
})

const statusesOf = (id: string) => {
  for (const { operation } of eachOperation(contract))
    if (operation.operationId === id) return Object.keys(operation.responses).join(' ')
}

// Written out by hand from the rules of the conventions, one operation of each kind.
test.each([
  ['agents.upsert', '200 400 401 403 409 412 413 415 422 429 500 503'],
  ['agents.get', '200 401 403 404 422 429 500 503'],
  ['agents.list', '200 400 401 403 422 429 500 503'],
  ['agents.heartbeat', '200 401 403 404 409 422 429 500 503'],
  ['sessions.start', '201 400 401 403 404 409 413 415 422 429 500 503'],
  ['apiKeys.revoke', '204 401 403 422 429 500 503'],
  ['orgs.bootstrap', '201 400 401 403 409 413 415 422 429 500 503'],
  ['ops.live', '200'],
  ['ops.ready', '200 500 503'],
  ['ops.metrics', '200 500'],
])('%s documents what the rules require', (id, statuses) => {
  expect(statusesOf(id)).toBe(statuses)
})

test.each(['streamTokens.create', 'agents.heartbeat'])(
  '%s takes nothing but a key, and documents how one that is too long is refused',
  (id) => {
    const found = [...eachOperation(contract)].find(({ operation }) => operation.operationId === id)
    expect(found?.operation['x-errors']).toContain('validation_failed')
  },
)

test('resources that can be edited carry an ETag when they are read', () => {
  const get = contract.paths['/agents/{agent_id}']?.get
  expect(JSON.stringify(get?.responses['200'])).toContain('headers/ETag')
})
