import type { ActionOutcome, OperationId } from '@coxswain/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createGovernedServer,
  type GovernedOrg,
  type GovernedServer,
} from '../../testing/governed-org.ts'
import { type ManualClock, manualClock } from '../../testing/index.ts'
import { type ActionModel, live, predict } from './action-model.ts'
import type { ActionMove, ActionState } from './action-state.ts'

const approvalSeconds = 100

interface Real {
  readonly server: GovernedServer
  readonly org: GovernedOrg
  readonly clock: ManualClock
  readonly id: string
  readonly approvalId: string | null
  /** The claim that was given, and one that never was. */
  claimId: string
}

const noClaim = `clm_${'0'.repeat(26)}`

/** A move as its caller asks for it; which claim it names is known only when it runs. */
type Wish =
  | { readonly on: 'approve' | 'deny' | 'cancel' }
  | { readonly on: 'claim'; readonly seconds: number }
  | { readonly on: 'renew'; readonly seconds: number; readonly mine: boolean }
  | { readonly on: 'outcome'; readonly outcome: ActionOutcome; readonly mine: boolean }

class Ask implements fc.AsyncCommand<ActionModel, Real> {
  readonly wish: Wish

  constructor(wish: Wish) {
    this.wish = wish
  }

  check = () => true

  async run(model: ActionModel, real: Real) {
    const { wish } = this
    if (real.approvalId === null && (wish.on === 'approve' || wish.on === 'deny')) return
    const reply = await send(wish, real)
    if (wish.on === 'claim' && reply.status === 200) {
      real.claimId = (JSON.parse(reply.text) as { claim_id: string }).claim_id
    }
    const expected = predict(model, moveOf(wish, real), real.clock.now(null))
    expect(reply.status < 300 ? null : reply.problem().code).toBe(expected)
    await compare(model, real)
  }

  toString = () => JSON.stringify(this.wish)
}

class Pass implements fc.AsyncCommand<ActionModel, Real> {
  readonly seconds: number
  readonly sweep: boolean

  constructor(seconds: number, sweep: boolean) {
    this.seconds = seconds
    this.sweep = sweep
  }

  check = () => true

  async run(model: ActionModel, real: Real) {
    real.clock.advance(this.seconds * 1000)
    if (this.sweep) await real.server.runWorkers()
    await compare(model, real)
  }

  toString = () => `+${this.seconds} s${this.sweep ? ', swept' : ''}`
}

/** Where the approval is, by its action's state; approved is what was approved once. */
const approvalStates: Partial<Record<ActionState, readonly string[]>> = {
  pending_approval: ['pending'],
  denied: ['denied'],
  expired: ['expired'],
  cancelled: ['cancelled', 'approved'],
}

/** The action, its approval and the list agree with the model. */
async function compare(model: ActionModel, { org, clock, id, approvalId }: Real) {
  const state = live(model, clock.now(null))
  const action = (await org.worker.call('actions.get', { path: { action_id: id } })).ok()
  expect(action.status).toBe(state)
  const query = { status: state, limit: 200 }
  const listed = (await org.worker.call('actions.list', { query })).ok().data.map((one) => one.id)
  expect(listed).toContain(id)
  if (approvalId === null) return
  const approval = await org.owner.call('approvals.get', { path: { approval_id: approvalId } })
  const { status } = approval.ok()
  expect(approvalStates[state] ?? ['approved']).toContain(status)
}

function send(wish: Wish, { org, id, approvalId, claimId }: Real) {
  const decides = wish.on === 'approve' || wish.on === 'deny'
  const operation: OperationId = `${decides ? 'approvals' : 'actions'}.${wish.on}` as OperationId
  const path = decides ? { approval_id: approvalId } : { action_id: id }
  const lease = 'seconds' in wish ? { lease_seconds: wish.seconds } : {}
  const claim = 'mine' in wish ? { claim_id: wish.mine ? claimId : noClaim } : {}
  const outcome = wish.on === 'outcome' ? { outcome: wish.outcome } : {}
  const call = { path, body: { ...lease, ...claim, ...outcome } }
  return (decides ? org.owner : org.worker).call(operation, call as never)
}

function moveOf(wish: Wish, { claimId: known }: Real): ActionMove {
  const claimId = 'mine' in wish && !wish.mine ? noClaim : known
  if (wish.on === 'claim' || wish.on === 'renew') {
    return { on: wish.on, claimId, leaseMs: wish.seconds * 1000 }
  }
  if (wish.on === 'outcome') return { on: 'outcome', claimId, outcome: wish.outcome }
  return wish
}

const seconds = fc.constantFrom(5, 60, 200)
const mine = fc.boolean()
const outcome = fc.constantFrom<ActionOutcome>('completed', 'partial', 'failed')
const decision = fc.constantFrom<'approve' | 'deny' | 'cancel'>(
  'approve',
  'approve',
  'deny',
  'cancel',
)
const commands: fc.Arbitrary<fc.AsyncCommand<ActionModel, Real>>[] = [
  decision.map((on) => new Ask({ on })),
  seconds.map((length) => new Ask({ on: 'claim', seconds: length })),
  fc
    .tuple(seconds, mine)
    .map(([length, own]) => new Ask({ on: 'renew', seconds: length, mine: own })),
  fc.tuple(outcome, mine).map(([one, own]) => new Ask({ on: 'outcome', outcome: one, mine: own })),
  fc
    .tuple(fc.constantFrom(1, 4, 30, 100), fc.boolean())
    .map(([length, swept]) => new Pass(length, swept)),
]

test('over the API too an action is where a simple model says, after any moves and times', async () => {
  const clock = manualClock()
  const server = await createGovernedServer({ clock })
  const org = await server.createOrg()
  const begins = fc.constantFrom<ActionState>('pending_approval', 'approved', 'blocked')
  const types = { pending_approval: 'ask', approved: 'free', blocked: 'never' } as const
  await fc.assert(
    fc.asyncProperty(begins, fc.commands(commands, { maxCommands: 12 }), async (state, run) => {
      const action_type = types[state as keyof typeof types]
      const body = { action_type, approval_seconds: approvalSeconds }
      const { id, approval_id: approvalId } = await org.create(body)
      const waits = state === 'pending_approval'
      const ends = waits ? clock.now(null) + approvalSeconds * 1000 : Number.POSITIVE_INFINITY
      const model = { state, claim: null, ends }
      const real = { server, org, clock, id, approvalId, claimId: noClaim }
      await fc.asyncModelRun(() => ({ model, real }), run)
    }),
    { numRuns: 60 },
  )
  await server.stop()
})
