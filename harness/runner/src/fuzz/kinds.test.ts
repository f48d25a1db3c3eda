import { expect, test } from 'vitest'
import { readArtifact } from '../contract/artifact.ts'
import { readOperations } from '../contract/operation.ts'
import { Kinds } from './kinds.ts'
import { Schemas } from './payloads/schema.ts'

const artifact = readArtifact()
const operations = readOperations(artifact)
const kinds = new Kinds(new Schemas(artifact), operations)
const named = (id: string) => {
  const operation = operations.find((one) => one.id === id)
  if (!operation) throw new Error(`there is no ${id}`)
  return operation
}

test('an id says by its prefix what it is of', () => {
  expect(kinds.ofId('act_01')).toBe('action')
  expect(kinds.ofId('key_01')).toBe('api_key')
  expect(kinds.ofId('org_01')).toBeUndefined()
  expect(kinds.ofId('a-1')).toBeUndefined()
})

test('what answers with a thing of its own makes it, and not what is about one', () => {
  expect(kinds.makerOf('action')).toMatchObject({
    operation: { id: 'actions.create' },
    field: 'id',
  })
  expect(kinds.makerOf('api_key')?.operation.id).toBe('apiKeys.create')
  expect(kinds.makerOf('approval')).toMatchObject({
    operation: { id: 'actions.create' },
    field: 'approval_id',
  })
})

test('an operation needs what its path and its body must speak of', () => {
  expect(kinds.neededBy(named('actions.get'))).toEqual(['action'])
  expect(kinds.neededBy(named('assumptions.create'))).toEqual(['action'])
  expect(kinds.neededBy(named('actions.create'))).toEqual([])
  expect(kinds.neededBy(named('agents.get'))).toEqual([])
})

test('every kind that a path speaks of can be come by', () => {
  const readable = operations.filter(({ paginated }) => paginated)
  for (const operation of operations) {
    for (const kind of kinds.neededBy(operation)) {
      const isListed = readable.some(({ path }) => operation.path.startsWith(`${path}/`))
      expect(kinds.makerOf(kind) !== undefined || isListed, `${kind} of ${operation.id}`).toBe(true)
    }
  }
})

test('the way to an operation is as long as what must be made before', () => {
  expect(kinds.wayTo(named('agents.list'))).toBe(1)
  expect(kinds.wayTo(named('actions.get'))).toBe(2)
  expect(kinds.wayTo(named('webhookDeliveries.get'))).toBe(3)
})

test('what is let in by a secret needs whatever the secret is shown of', () => {
  expect(kinds.secretOf('invite')).toBe('token')
  expect(kinds.neededBy(named('members.accept'))).toEqual(['invite'])
  expect(kinds.wayTo(named('members.remove'))).toBe(3)
})
