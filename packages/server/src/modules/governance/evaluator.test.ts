import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { manualTimers } from '../../testing/index.ts'
import { consult, type Evaluator, type EvaluatorRequest } from './evaluator.ts'

const request: EvaluatorRequest = {
  orgId: 'org_1',
  requestId: 'req_1',
  agentId: 'a',
  actionType: 'deploy',
  act: { type: 'shell', command: 'make' },
  declaredRiskScore: null,
  reversible: null,
  systemsTouched: [],
  authorizationScope: null,
  evidence: [],
  branch: null,
  parentActionId: null,
}
const log = pino({ level: 'silent' })
const timers = manualTimers()
const never = new AbortController().signal
const evaluator = (evaluate: Evaluator['evaluate'], name = 'model'): Evaluator => ({
  name,
  evaluate,
})
const ask = (evaluators: Evaluator[], signal = never) =>
  consult({ evaluators, timeoutMs: 1000, timers }, request, { signal, log })

describe('an evaluator', () => {
  test('gives a verdict, or none', async () => {
    const verdicts = await ask([
      evaluator(async ({ act }) => ({ decision: 'block', message: `no ${act.type}` })),
      evaluator(async () => null, 'silent'),
      evaluator(async () => ({ decision: 'warn', message: 'x'.repeat(5000) }), 'talker'),
    ])
    expect(verdicts).toEqual([
      { source: 'evaluator', decision: 'block', message: 'evaluator `model`: no shell' },
      { source: 'evaluator', decision: 'warn', message: expect.stringMatching(/^.{2020}$/) },
    ])
  })

  test.each<[string, Evaluator['evaluate']]>([
    ['throws', async () => Promise.reject(new Error('secret reason'))],
    [
      'throws at once',
      () => {
        throw new Error('secret reason')
      },
    ],
    ['answers nothing', async () => undefined as never],
    ['answers an unknown decision', async () => ({ decision: 'maybe', message: 'x' }) as never],
    ['answers a decision of a kind of its own', async () => ({ decision: 'toString' }) as never],
    ['answers without a message', async () => ({ decision: 'allow' }) as never],
    ['answers text', async () => 'allow' as never],
  ])('that %s leaves it to a person', async (_what, evaluate) => {
    const verdicts = await ask([evaluator(evaluate)])
    expect(verdicts).toEqual([
      expect.objectContaining({ source: 'failure', decision: 'require_approval' }),
    ])
    expect(verdicts[0]?.message).not.toContain('secret')
  })

  test('that takes too long leaves it to a person, and is told to stop', async () => {
    let stopped: AbortSignal | undefined
    const slow = evaluator((_request, { signal }) => {
      stopped = signal
      return new Promise(() => undefined)
    })
    const asked = ask([
      slow,
      evaluator(async () => ({ decision: 'block', message: 'no' }), 'quick'),
    ])
    await new Promise(setImmediate)
    timers.advance(999)
    expect(stopped?.aborted).toBe(false)
    timers.advance(1)
    expect((await asked).map(({ source, decision }) => [source, decision])).toEqual([
      ['failure', 'require_approval'],
      ['evaluator', 'block'],
    ])
    expect(stopped?.aborted).toBe(true)
    expect(timers.pending).toBe(0)
  })

  test('can change neither what is decided about nor what others are asked', async () => {
    const meddler = evaluator(async (given) => {
      Object.assign(given.act, { command: 'rm -rf /' })
      return null
    }, 'meddler')
    let seen = ''
    const witness = evaluator(async ({ act }) => {
      seen = JSON.stringify(act)
      return null
    })
    await ask([meddler, witness])
    expect(seen).toBe(JSON.stringify({ type: 'shell', command: 'make' }))
    expect(request.act).toEqual({ type: 'shell', command: 'make' })
  })
})
