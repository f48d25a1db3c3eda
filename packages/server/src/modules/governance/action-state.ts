/**
 * The life of an action: a pure function of its row and the time.
 *
 *     -                | create, allow or warn      -> approved           action.created
 *     -                | create, require_approval   -> pending_approval   action.created, approval.requested
 *     -                | create, block              -> blocked *          action.created, action.blocked
 *     pending_approval | approve                    -> approved           approval.granted, action.updated
 *     pending_approval | deny                       -> denied *           approval.denied, action.updated
 *     pending_approval | cancel                     -> cancelled *        action.cancelled
 *     pending_approval | the approval's time is up  -> expired *          approval.expired
 *     approved         | claim                      -> running            action.claimed
 *     approved         | cancel                     -> cancelled *        action.cancelled
 *     running          | renew                      -> running            -
 *     running          | outcome completed          -> completed *        action.completed
 *     running          | outcome partial            -> partial *          action.partially_completed
 *     running          | outcome failed             -> failed *           action.failed
 *     running          | cancel                     -> cancelled *        action.cancelled
 *     running          | the lease lapses           -> lost *             action.lost
 *
 * States with a star are terminal. What is not drawn is refused: `refusal` says with which code.
 */
export type ActionState =
  | 'pending_approval'
  | 'approved'
  | 'blocked'
  | 'denied'
  | 'expired'
  | 'running'
  | 'completed'
  | 'partial'
  | 'failed'
  | 'lost'
  | 'cancelled'

export type ActionTrigger =
  | 'create'
  | 'approve'
  | 'deny'
  | 'claim'
  | 'renew'
  | 'outcome'
  | 'cancel'
  /** Time passes. */
  | null

/** `from` on `on`, where the decision or the outcome is `given`, becomes `to` and is told as `events`. */
export interface ActionTransition {
  readonly from: ActionState | null
  readonly on: ActionTrigger
  readonly given: string | null
  readonly to: ActionState
  readonly events: readonly ActionEvent[]
}

export type ActionEvent =
  | 'action.created'
  | 'action.updated'
  | 'action.blocked'
  | 'action.claimed'
  | 'action.completed'
  | 'action.partially_completed'
  | 'action.failed'
  | 'action.lost'
  | 'action.cancelled'
  | 'approval.requested'
  | 'approval.granted'
  | 'approval.denied'
  | 'approval.expired'

const askFirst = 'require_approval'

export const actionTransitions: readonly ActionTransition[] = [
  row(null, 'create', 'allow', 'approved', 'action.created'),
  row(null, 'create', 'warn', 'approved', 'action.created'),
  row(null, 'create', askFirst, 'pending_approval', 'action.created', 'approval.requested'),
  row(null, 'create', 'block', 'blocked', 'action.created', 'action.blocked'),
  row('pending_approval', 'approve', null, 'approved', 'approval.granted', 'action.updated'),
  row('pending_approval', 'deny', null, 'denied', 'approval.denied', 'action.updated'),
  row('pending_approval', 'cancel', null, 'cancelled', 'action.cancelled'),
  row('pending_approval', null, null, 'expired', 'approval.expired'),
  row('approved', 'claim', null, 'running', 'action.claimed'),
  row('approved', 'cancel', null, 'cancelled', 'action.cancelled'),
  row('running', 'renew', null, 'running'),
  row('running', 'outcome', 'completed', 'completed', 'action.completed'),
  row('running', 'outcome', 'partial', 'partial', 'action.partially_completed'),
  row('running', 'outcome', 'failed', 'failed', 'action.failed'),
  row('running', 'cancel', null, 'cancelled', 'action.cancelled'),
  row('running', null, null, 'lost', 'action.lost'),
]

/** The part of an action's row that its state is read off. */
export interface ActionStateRow {
  /** What it was when it was last written. */
  readonly status: ActionState
  /** The end of its approval's time; `null` when it never needed one. */
  readonly approvalExpiresAt: number | null
  readonly claimId: string | null
  readonly leaseExpiresAt: number | null
}

/** The state of an action now, whether or not anyone has noticed it yet. */
export function actionState(
  { status, approvalExpiresAt, leaseExpiresAt }: ActionStateRow,
  now: number,
): ActionState {
  if (status === 'pending_approval' && past(approvalExpiresAt, now)) return 'expired'
  if (status === 'running' && past(leaseExpiresAt, now)) return 'lost'
  return status
}

/** What someone asks of an action that is there. */
export type ActionMove =
  | { readonly on: 'approve' | 'deny' | 'cancel' }
  | { readonly on: 'claim' | 'renew'; readonly claimId: string; readonly leaseMs: number }
  | { readonly on: 'outcome'; readonly claimId: string; readonly outcome: ActionOutcome }

export type ActionOutcome = 'completed' | 'partial' | 'failed'

export type ActionRefusal =
  | 'already_claimed'
  | 'approval_expired'
  | 'claim_lost'
  | 'invalid_state'
  | 'not_pending'

export type ActionStep =
  | {
      readonly refused: null
      readonly parts: Partial<ActionStateRow>
      readonly events: readonly ActionEvent[]
    }
  | { readonly refused: ActionRefusal; readonly state: ActionState }

/** What a move makes of an action, or why it is refused. */
export function moveAction(action: ActionStateRow, move: ActionMove, now: number): ActionStep {
  const state = actionState(action, now)
  const given = move.on === 'outcome' ? move.outcome : null
  const transition = findTransition(state, move.on, given)
  if (transition === null) return { refused: refusal(state, move.on), state }
  if ((move.on === 'renew' || move.on === 'outcome') && move.claimId !== action.claimId) {
    return { refused: 'claim_lost', state }
  }
  return {
    refused: null,
    parts: { status: transition.to, ...lease(action, move, now) },
    events: transition.events,
  }
}

/** The state that a decision puts a new action in, and the events that say so. */
export function startState(decision: string): Pick<ActionTransition, 'to' | 'events'> {
  const transition = findTransition(null, 'create', decision)
  if (transition === null) throw new TypeError(`no action begins with ${decision}`)
  return transition
}

/** A claim starts a lease; renewing makes it longer, never shorter. */
function lease(action: ActionStateRow, move: ActionMove, now: number): Partial<ActionStateRow> {
  if (move.on !== 'claim' && move.on !== 'renew') return {}
  const leaseExpiresAt = now + move.leaseMs
  if (move.on === 'claim') return { claimId: move.claimId, leaseExpiresAt }
  return { leaseExpiresAt: Math.max(leaseExpiresAt, action.leaseExpiresAt ?? 0) }
}

const everClaimed: ReadonlySet<ActionState> = new Set([
  'running',
  'completed',
  'partial',
  'failed',
  'lost',
])

function refusal(state: ActionState, on: ActionMove['on']): ActionRefusal {
  switch (on) {
    case 'approve':
    case 'deny':
      return state === 'expired' ? 'approval_expired' : 'not_pending'
    case 'claim':
      return everClaimed.has(state) ? 'already_claimed' : 'invalid_state'
    case 'renew':
      return 'claim_lost'
    case 'outcome':
    case 'cancel':
      return 'invalid_state'
  }
}

function findTransition(
  from: ActionState | null,
  on: ActionTrigger,
  given: string | null,
): ActionTransition | null {
  const found = actionTransitions.find(
    (transition) =>
      transition.from === from &&
      transition.on === on &&
      (transition.given === null || transition.given === given),
  )
  return found ?? null
}

function past(end: number | null, now: number): boolean {
  return end !== null && end <= now
}

function row(
  from: ActionState | null,
  on: ActionTrigger,
  given: string | null,
  to: ActionState,
  ...events: readonly ActionEvent[]
): ActionTransition {
  return { from, on, given, to, events }
}
