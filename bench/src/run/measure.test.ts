import { expect, test } from 'vitest'
import type { Comparison } from './comparison.ts'
import { measureAll, summarise } from './measure.ts'

const metrics = [{ key: 'rate', title: 'calls/s', better: 'higher' }] as const

function comparison(rates: Readonly<Record<string, readonly number[]>>, more = {}): Comparison {
  const contenders = Object.entries(rates).map(([name, values]) => {
    const left = [...values]
    return { name, measure: async () => ({ rate: left.shift() ?? Number.NaN }) }
  })
  return { id: 'a', title: 'A', metrics, contenders, ...more }
}

test('contenders take turns, and every round begins with another one', async () => {
  const order: string[] = []
  const one = comparison({ ours: [1, 2, 3], bare: [4, 5, 6] })
  await measureAll([one], 3, (_comparison, contender, round) => order.push(`${round} ${contender}`))
  expect(order).toEqual(['0 ours', '0 bare', '1 bare', '1 ours', '2 ours', '2 bare'])
})

test('figures are medians, and ratios compare what was measured in the same round', async () => {
  const noisy = comparison({ ours: [50, 5, 51], bare: [100, 10, 90] }, { baseline: 'bare' })
  const [result] = await measureAll([noisy], 3, () => undefined)
  expect(result?.rows).toEqual([
    { contender: 'ours', figures: { rate: 50 }, ratios: { rate: 0.5 } },
    { contender: 'bare', figures: { rate: 90 }, ratios: { rate: 1 } },
  ])
})

test('an aim is met or missed by the direction of its metric', () => {
  const rounds = new Map([
    ['ours', [{ rate: 40 }]],
    ['bare', [{ rate: 100 }]],
  ])
  const judged = (better: 'higher' | 'lower', bound: { ratio?: number; value?: number }) => {
    const aims = [{ contender: 'ours', metric: 'rate', ...bound }]
    const named = [{ key: 'rate', title: 'calls/s', better }]
    const one = comparison({ ours: [], bare: [] }, { baseline: 'bare', aims, metrics: named })
    return summarise(one, rounds).verdicts.map(({ reached, met }) => [reached, met])
  }
  expect(judged('higher', { ratio: 0.5 })).toEqual([[0.4, false]])
  expect(judged('higher', { ratio: 0.4 })).toEqual([[0.4, true]])
  expect(judged('lower', { value: 40 })).toEqual([[40, true]])
  expect(judged('lower', { value: 39 })).toEqual([[40, false]])
})

test('an aim for what nobody measures is a mistake', () => {
  const aims = [{ contender: 'theirs', metric: 'rate', ratio: 1 }]
  expect(() => summarise(comparison({ ours: [] }, { aims }), new Map())).toThrow(/not measured/)
})
