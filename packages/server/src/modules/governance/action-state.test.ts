import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ActionModel, live, predict } from './action-model.ts'
import {
  type ActionMove,
  type ActionOutcome,
  type ActionState,
  type ActionStateRow,
  actionState,
  actionTransitions,
  moveAction,
  startState,
} from './action-state.ts'

const start = 1_000_000
const approvalMs = 100
const begin = (status: ActionState): ActionStateRow => ({
  status,
  approvalExpiresAt: status === 'pending_approval' ? start + approvalMs : null,
  claimId: null,
  leaseExpiresAt: null,
})
const terminal = new Set(['blocked', 'denied', 'expired', 'completed', 'partial', 'failed', 'lost'])

describe('an action', () => {
  test('begins where its decision puts it', () => {
    expect(startState('allow').to).toBe('approved')
    expect(startState('warn').to).toBe('approved')
    expect(startState('require_approval').to).toBe('pending_approval')
    expect(startState('block').to).toBe('blocked')
    expect(() => startState('perhaps')).toThrow(TypeError)
  })

  test('is expired and lost from the very millisecond on, with nobody watching', () => {
    const waiting = begin('pending_approval')
    expect(actionState(waiting, start + 99)).toBe('pending_approval')
    expect(actionState(waiting, start + 100)).toBe('expired')
    const running = { ...begin('approved'), status: 'running', leaseExpiresAt: 50 } as const
    expect(actionState(running, 49)).toBe('running')
    expect(actionState(running, 50)).toBe('lost')
  })

  test('keeps the longer of two leases', () => {
    const row = {
      ...begin('approved'),
      status: 'running',
      claimId: 'a',
      leaseExpiresAt: 90,
    } as const
    const renewed = moveAction(row, { on: 'renew', claimId: 'a', leaseMs: 10 }, 20)
    expect(renewed).toMatchObject({ parts: { leaseExpiresAt: 90 } })
    const longer = moveAction(row, { on: 'renew', claimId: 'a', leaseMs: 80 }, 20)
    expect(longer).toMatchObject({ parts: { leaseExpiresAt: 100 } })
  })

  test('does not leave a terminal state by any move', () => {
    const left = actionTransitions.filter(({ from }) => from !== null && terminal.has(from))
    expect(left).toEqual([])
  })
})

interface Real {
  row: ActionStateRow
  now: number
}

class Move implements fc.Command<ActionModel, Real> {
  readonly move: ActionMove

  constructor(move: ActionMove) {
    this.move = move
  }

  check = () => true

  run(model: ActionModel, real: Real) {
    const expected = predict(model, this.move, real.now)
    const step = moveAction(real.row, this.move, real.now)
    expect(step.refused).toBe(expected)
    if (step.refused === null) real.row = { ...real.row, ...step.parts }
    else expect(step.state).toBe(live(model, real.now))
    expect(actionState(real.row, real.now)).toBe(live(model, real.now))
  }

  toString = () => JSON.stringify(this.move)
}

class Pass implements fc.Command<ActionModel, Real> {
  readonly ms: number

  constructor(ms: number) {
    this.ms = ms
  }

  check = () => true

  run(model: ActionModel, real: Real) {
    real.now += this.ms
    expect(actionState(real.row, real.now)).toBe(live(model, real.now))
  }

  toString = () => `+${this.ms} ms`
}

const claimId = fc.constantFrom('clm_a', 'clm_b')
const leaseMs = fc.constantFrom(5, 60, 200)
const outcome = fc.constantFrom<ActionOutcome>('completed', 'partial', 'failed')
const commands = [
  fc.constantFrom('approve', 'deny', 'cancel').map((on) => new Move({ on } as ActionMove)),
  fc.tuple(claimId, leaseMs).map(([id, ms]) => new Move({ on: 'claim', claimId: id, leaseMs: ms })),
  fc.tuple(claimId, leaseMs).map(([id, ms]) => new Move({ on: 'renew', claimId: id, leaseMs: ms })),
  fc
    .tuple(claimId, outcome)
    .map(([id, one]) => new Move({ on: 'outcome', claimId: id, outcome: one })),
  fc.constantFrom(1, 4, 30, 100).map((ms) => new Pass(ms)),
]

test('any order of moves and times leaves an action where a simple model says', () => {
  const seen = new Set<string>()
  const states = fc.constantFrom<ActionState>('pending_approval', 'approved', 'blocked')
  fc.assert(
    fc.property(states, fc.commands(commands, { maxCommands: 30 }), (state, run) => {
      const ends = state === 'pending_approval' ? start + approvalMs : Number.POSITIVE_INFINITY
      const real = { row: begin(state), now: start }
      const model = { state, claim: null, ends }
      fc.modelRun(() => ({ model, real }), run)
      seen.add(actionState(real.row, real.now))
    }),
    { numRuns: 2000 },
  )
  // A run that never got anywhere would agree with every model.
  expect(seen).toEqual(new Set(actionTransitions.map(({ to }) => to)))
})
