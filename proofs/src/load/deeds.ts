import { type Action, APIError, type Coxswain } from '@coxswain/client'
import type { Random } from '../random.ts'
import type { Book } from './book.ts'
import { agentId, askedType } from './org.ts'

export interface Caller {
  readonly client: Coxswain
  readonly approver: Coxswain
  readonly book: Book
  readonly random: Random
}

/** Something that a caller does from beginning to end, writing down what it is told. */
type Deed = (caller: Caller, label: string) => Promise<void>

/** Nothing here may run out of time while a proof looks on. */
const seconds = 3600

const startSession: Deed = async ({ client, book }, label) => {
  const { id } = await client.sessions.start({ agent_id: agentId, name: label })
  book.acknowledge({ kind: 'session', label, id, status: 'active' })
}

const govern: Deed = async (caller, label) => {
  const action = await create(caller, label, {})
  const claims = await rivals(caller, `claim of ${label}`, 'already_claimed', () =>
    caller.client.actions.claim(action.id, { lease_seconds: seconds }),
  )
  const claim_id = claims[0]?.claim_id
  if (!claim_id) return
  record(caller, label, claims)
  const done = await caller.client.actions.outcome(action.id, { claim_id, outcome: 'completed' })
  record(caller, label, [done])
}

const useDecision: Deed = async (caller, label) => {
  const subject = { agent_id: agentId, action_type: 'free', act: act(label) }
  const { id } = await caller.client.guard.decide(subject)
  let rival = 0
  await rivals(caller, `decision of ${label}`, 'decision_used', () => {
    rival += 1
    return create(caller, `${label}/${rival}`, { decision_id: id, act: subject.act })
  })
}

const useGrant: Deed = async (caller, label) => {
  const asked = { action_type: askedType, act: act(label) }
  const { approval_id } = await create(caller, label, asked)
  if (!approval_id) {
    caller.book.surprises.push(`nobody is asked about ${label}`)
    return
  }
  await caller.approver.approvals.approve(approval_id, { grant_seconds: seconds })
  caller.book.acknowledge({
    kind: 'action',
    label,
    id: idOf(caller, label),
    status: 'approved',
  })
  const takers = await Promise.all(
    [1, 2].map((rival) => create(caller, `${label}/${rival}`, asked)),
  )
  const granted = takers.filter(({ status }) => status === 'approved')
  caller.book.contest(`grant of ${label}`, granted.length)
}

/** Half of all deeds are the plainest write, so that many are under way at any time. */
const deeds: readonly Deed[] = [
  startSession,
  startSession,
  startSession,
  govern,
  useDecision,
  useGrant,
]

/** Does something at random. A refusal that no sound server gives is written down. */
export async function doSomething(caller: Caller, label: string): Promise<void> {
  const deed = deeds[caller.random.below(deeds.length)] ?? startSession
  try {
    await deed(caller, label)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    caller.book.surprises.push(`${label}: ${error.name}: ${error.message}`)
  }
}

interface Wanted {
  readonly action_type?: string
  readonly act?: ReturnType<typeof act>
  readonly decision_id?: string
}

async function create(caller: Caller, label: string, wanted: Wanted): Promise<Action> {
  const action = await caller.client.actions.create({
    agent_id: agentId,
    action_type: 'free',
    goal: 'Row',
    act: act(label),
    metadata: { label },
    approval_seconds: seconds,
    ...wanted,
  })
  record(caller, label, [action])
  return action
}

function record({ book }: Caller, label: string, actions: readonly Action[]): void {
  for (const { id, status } of actions) book.acknowledge({ kind: 'action', label, id, status })
}

function idOf({ book }: Caller, label: string): string {
  return book.acknowledged.find((fact) => fact.label === label)?.id ?? ''
}

/** Two ask at once for what only one can have; whoever has it is returned. */
async function rivals(
  { book }: Caller,
  what: string,
  refusal: string,
  ask: () => Promise<Action>,
): Promise<Action[]> {
  const outcomes = await Promise.allSettled([ask(), ask()])
  const winners = outcomes.flatMap((outcome) =>
    outcome.status === 'fulfilled' ? [outcome.value] : [],
  )
  book.contest(what, winners.length)
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected' && !isRefusal(outcome.reason, refusal)) throw outcome.reason
  }
  return winners
}

function isRefusal(error: unknown, code: string): boolean {
  return error instanceof APIError && error.code === code
}

function act(label: string) {
  return { type: 'file', operation: 'write', path: `/srv/${label}` } as const
}
