import { expect, test } from 'vitest'
import { schedule } from './schedule.ts'
import type { Step, StepResult } from './step.ts'

const step = (name: string, more: Partial<Step> = {}): Step => ({ name, command: ['x'], ...more })

async function trace(steps: Step[], failing: string[] = []) {
  const running = new Set<string>()
  const together: string[] = []
  const run = async (one: Step): Promise<StepResult> => {
    running.add(one.name)
    together.push([...running].join('+'))
    await new Promise((resolve) => setImmediate(resolve))
    running.delete(one.name)
    const outcome = failing.includes(one.name) ? 'failed' : 'passed'
    return { step: one, outcome, seconds: 0, log: '' }
  }
  const results = await schedule(steps, { places: 2, run, onDone: () => {} })
  return { together, outcomes: Object.fromEntries(results.map((r) => [r.step.name, r.outcome])) }
}

test('two steps run side by side and never three', async () => {
  const { together } = await trace([step('a'), step('b'), step('c')])
  expect(together).toContain('a+b')
  expect(together.every((names) => names.split('+').length <= 2)).toBe(true)
})

test('a step starts only after the ones it needs', async () => {
  const { together } = await trace([step('second', { after: ['first'] }), step('first')])
  expect(together).toEqual(['first', 'second'])
})

test('what depends on a failed step is not run, the rest is', async () => {
  const steps = [step('build'), step('pack', { after: ['build'] }), step('lint')]
  const { outcomes } = await trace(steps, ['build'])
  expect(outcomes).toEqual({ build: 'failed', pack: 'not run', lint: 'passed' })
})

test('a step that asks to be alone shares the machine with no other', async () => {
  const { together } = await trace([step('a'), step('parity', { alone: true }), step('b')])
  expect(together).toContain('parity')
  expect(together.some((names) => names.includes('+') && names.includes('parity'))).toBe(false)
})

test('a circle is reported instead of waited for', async () => {
  const circle = [step('a', { after: ['b'] }), step('b', { after: ['a'] })]
  await expect(trace(circle)).rejects.toThrow('no step can start')
})
