import { validators } from '@coxswain/contract/validators'
import { expect, test } from 'vitest'
import { ResponseFormatError } from '../src/errors.ts'
import { parseTable } from '../src/facade.ts'
import { operations } from '../src/gen/operations.ts'
import { createStub, json, rejection } from './stub-fetch.ts'

test('the contract has a validator for every result and every event that is read', () => {
  const names = parseTable(operations).flatMap(({ id, flags }) => (/[nt]/.test(flags) ? [] : [id]))
  expect(names.length).toBeGreaterThan(50)
  expect(names.filter((name) => !(name in validators))).toEqual([])
})

test('with the contract’s validators a wrong field deep inside is found, and told', async () => {
  const { client } = createStub([json({ data: [{ id: 5 }], next_cursor: null, has_more: false })], {
    validateResponses: validators,
  })
  const error = await rejection(client.agents.list().page())
  expect(error).toBeInstanceOf(ResponseFormatError)
  expect((error as Error).message).toContain('does not match its schema at "/data/0')
})

test('without them it passes as it is', async () => {
  const { client } = createStub([json({ status: 5 })])
  expect(await client.ops.health()).toMatchObject({ status: 5 })
})
