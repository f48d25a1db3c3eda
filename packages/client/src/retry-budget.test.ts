import { expect, test } from 'vitest'
import { createStubRuntime } from '../test/stub-runtime.ts'
import { createRetryBudget } from './retry-budget.ts'

function drained() {
  const runtime = createStubRuntime()
  const budget = createRetryBudget(runtime)
  let taken = 0
  while (budget.take()) taken++
  return { runtime, budget, taken }
}

test('a full budget holds ten retries', () => {
  expect(drained().taken).toBe(10)
})

test('time earns ten retries a second', () => {
  const { runtime, budget } = drained()
  runtime.advance(99)
  expect(budget.take()).toBe(false)
  runtime.advance(1)
  expect(budget.take()).toBe(true)
  expect(budget.take()).toBe(false)
})

test('five calls earn one retry', () => {
  const { budget } = drained()
  for (let call = 0; call < 4; call++) budget.deposit()
  expect(budget.take()).toBe(false)
  budget.deposit()
  expect(budget.take()).toBe(true)
})

test('the budget never holds more than ten', () => {
  const { runtime, budget } = drained()
  runtime.advance(3_600_000)
  budget.deposit()
  let taken = 0
  while (budget.take()) taken++
  expect(taken).toBe(10)
})
