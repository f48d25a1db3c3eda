import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CoxswainError } from '../../../coxswain-error.ts'
import { type Finding, findingsOf } from './finding.ts'
import {
  answerSignal,
  detectSignal,
  observeSignal,
  type SignalRecord,
  signalView,
} from './signal.ts'
import { defaultSettings, updateSettings } from './signal-settings.ts'
import { signalTypes } from './signal-type.ts'

const seen = (newestAt: number, value = 3): Finding => ({
  type: 'repeated_failures',
  agentId: 'a',
  value,
  threshold: 3,
  windowSeconds: 60,
  newestAt,
})
const fresh = (newestAt = 10) => detectSignal('org', 'sig_1', seen(newestAt), 100)
const by = 'key_1'

describe('a signal', () => {
  test('is counted again for what is new, and for nothing else', () => {
    const known = observeSignal(fresh(10), seen(10, 9), 200)
    expect(known).toEqual({ signal: fresh(10), event: null })
    const { signal, event } = observeSignal(fresh(10), seen(11, 4), 200)
    expect(signal).toMatchObject({ count: 2, value: 4, firstSeenAt: 100, lastSeenAt: 200 })
    expect(event).toBeNull()
  })

  test('comes back from being resolved for what is new only', () => {
    const done = answerSignal(fresh(10), { on: 'resolve', by, note: 'done' }, 150).signal
    expect(observeSignal(done, seen(10), 200)).toEqual({ signal: done, event: null })
    const { signal, event } = observeSignal(done, seen(11), 200)
    expect(event).toBe('signal.reopened')
    expect(signal).toMatchObject({
      status: 'open',
      resolvedAt: null,
      resolvedBy: null,
      note: 'done',
    })
  })

  test('is resolved by nobody when it is over', () => {
    const { signal, event } = observeSignal(fresh(), null, 200)
    expect(event).toBe('signal.resolved')
    expect(signal).toMatchObject({ status: 'resolved', resolvedAt: 200, resolvedBy: null })
    expect(observeSignal(signal, null, 300)).toEqual({ signal, event: null })
  })

  test('is not acknowledged once it is resolved', () => {
    const done = answerSignal(fresh(), { on: 'resolve', by, note: undefined }, 150).signal
    const acknowledge = () => answerSignal(done, { on: 'acknowledge', by, note: undefined }, 160)
    expect(acknowledge).toThrow(CoxswainError)
    expect(acknowledge).toThrow(/re-open it first/)
  })

  test('says what was seen in a sentence, for every type', () => {
    for (const type of signalTypes) {
      const { summary } = signalView({ ...fresh(), type })
      expect(summary).toMatch(/\d+ |late by/)
    }
  })

  test('keeps its promises in whatever order things happen', () => {
    const step = fc.oneof(
      fc.record({ newestAt: fc.nat(20) }),
      fc.constant('over' as const),
      fc.constantFrom('acknowledge' as const, 'resolve' as const, 'reopen' as const),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let signal: SignalRecord = fresh()
        for (const [index, one] of steps.entries()) {
          const before = signal
          const event = happen(one, 200 + index)
          expect(signal.count).toBeGreaterThanOrEqual(before.count)
          expect(signal.newestAt).toBeGreaterThanOrEqual(before.newestAt)
          expect(signal.resolvedAt !== null).toBe(signal.status === 'resolved')
          expect(signal.acknowledgedAt !== null || signal.status !== 'acknowledged').toBe(true)
          // The log is told of every change of state, and of nothing else.
          expect(event !== null).toBe(signal.status !== before.status)
        }

        function happen(one: (typeof steps)[number], now: number) {
          try {
            const change =
              one === 'over'
                ? observeSignal(signal, null, now)
                : typeof one === 'string'
                  ? answerSignal(signal, { on: one, by, note: undefined }, now)
                  : observeSignal(signal, seen(one.newestAt), now)
            signal = change.signal
            return change.event
          } catch (error) {
            expect(error).toBeInstanceOf(CoxswainError)
            return null
          }
        }
      }),
    )
  })
})

describe('settings', () => {
  test('let through what reaches the threshold, unless they are off', () => {
    const measures = [2, 3, 4].map((value) => ({ agentId: `a-${value}`, value, newestAt: 1 }))
    const rule = { enabled: true, threshold: 3, windowSeconds: 60 }
    expect(findingsOf('stale_action', rule, measures).map(({ value }) => value)).toEqual([3, 4])
    expect(findingsOf('stale_action', { ...rule, enabled: false }, measures)).toEqual([])
  })

  test('change by what is given, and are the same when nothing is', () => {
    const settings = defaultSettings('org')
    expect(updateSettings(settings, {}, 5)).toBe(settings)
    expect(updateSettings(settings, { agent_silent: { threshold: 1 } }, 5)).toBe(settings)
    const changed = updateSettings(settings, { agent_silent: { window_seconds: 9 } }, 5)
    expect(changed).toMatchObject({ version: 1, updatedAt: 5 })
    expect(changed.rules).toEqual({
      ...settings.rules,
      agent_silent: { enabled: true, threshold: 1, windowSeconds: 9 },
    })
  })
})
